import { isDeepStrictEqual } from 'node:util'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Job } from '#shared/contract/jobs.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type ChosenSettings, chosenSettings } from '#shared/generators/assign-job-settings.ts'
import {
  type GeneratorKind,
  generatorNamed,
  hostOf,
  modelOf,
  NO_MODEL,
} from '#shared/generators/generator-options.ts'
import { estimateSentence, tokenWords } from '#shared/jobs/cost-words.ts'
import { Interrupted } from '../failure.ts'
import { followUntil } from '../follow.ts'
import { datasetNamed, type Session } from '../session.ts'
import { type Assignment, orUsageError } from '../values.ts'

export interface ProposeOptions {
  dataset: string
  generator: GeneratorKind
  model?: string
  host?: string
  limit?: number
  concurrency?: number
  seed?: number
  set?: Assignment[]
  advice?: boolean
}

/** What is asked for, with the settings checked. */
interface Wish {
  dataset: Dataset
  generator: GeneratorKind
  limit: number | undefined
  settings: ChosenSettings
  /** Whether prompts give the data set's advice. */
  advice: boolean
  /** The model whose jobs go on; null for a generator without one, or where none was chosen. */
  model: string | null
}

/**
 * `propose`: generates negatives for items that have none of this generator and model. A job of the same
 * wish that was interrupted goes on; Ctrl-C pauses it.
 */
export async function propose(session: Session, options: ProposeOptions): Promise<void> {
  const { output } = session
  const started = performance.now()
  const wish = await readWish(session, options)
  const tally = { proposed: 0, failed: 0 }
  const resumed = await resumeEarlier(session, wish)
  let job = resumed ?? (await start(session, wish))
  for (;;) {
    const before = resumed?.id === job.id ? resumed : { done: 0, failed: 0 }
    const ended = await follow(session, job)
    tally.proposed += ended.done - before.done
    tally.failed += ended.failed - before.failed
    if (session.interrupted.aborted && ended.state === 'paused') break
    if (ended.state === 'paused' || ended.state === 'failed') throw await standstill(ended)
    // What went on is a part of what was asked for; without a limit all other items are the rest of it.
    if (ended.id !== resumed?.id || options.limit !== undefined) break
    job = await start(session, wish)
  }
  const seconds = Number(((performance.now() - started) / 1000).toFixed(3))
  output.result(
    { ...tally, seconds },
    () => `${tally.proposed} proposed, ${tally.failed} failed, ${seconds} s`,
  )
  if (session.interrupted.aborted) throw new Interrupted()
}

/** What a flag says stands above --set. */
async function readWish({ client }: Session, options: ProposeOptions): Promise<Wish> {
  const { generator, limit, set = [], model, host, concurrency, seed } = options
  const workspace = await client.system.settings()
  const flags = Object.entries({ model, host, concurrency, seed }).filter(([, value]) => value !== undefined)
  const assigned = {
    ...Object.fromEntries(set.map(({ key, value }) => [key, value])),
    ...Object.fromEntries(flags),
  }
  const settings = orUsageError(() => chosenSettings(generator, assigned, workspace))
  const chosen = { ...generatorNamed(generator).defaults?.(workspace), ...settings.own }.model
  return {
    dataset: await datasetNamed(client, options.dataset),
    generator,
    limit,
    settings,
    advice: options.advice ?? false,
    model: typeof chosen === 'string' ? chosen : null,
  }
}

/** A new job, after a sentence on what it will take. */
async function start(
  { client, output }: Session,
  { dataset, generator, limit, settings, advice }: Wish,
): Promise<Job> {
  const request = {
    dataset: dataset.id,
    generator,
    settings: settings.own,
    advice,
    ...settings.common,
    ...(limit === undefined ? {} : { limit }),
  }
  const sentence = estimateSentence(await client.jobs.estimate(request))
  if (sentence !== null) output.message(sentence)
  return client.jobs.propose(request)
}

/** A job with the same wish that is not running, resumed; one with other settings releases its items. */
async function resumeEarlier({ client, output }: Session, wish: Wish): Promise<Job | null> {
  const earlier = (await client.jobs.list()).filter(
    ({ dataset, state, options: { generator } }) =>
      dataset === wish.dataset.id &&
      (state === 'paused' || state === 'running') &&
      generator.name === wish.generator &&
      modelOf(generator) === (wish.model ?? NO_MODEL),
  )
  for (const job of earlier) {
    const left = job.total - job.done - job.failed
    if (job.state === 'running' || isSameWish(job, left, wish)) {
      output.message(`Going on with job ${job.id}: ${left} of ${job.total} items are left.`)
      return client.jobs.resume({ job: job.id })
    }
    await client.jobs.stop({ job: job.id })
    output.message(`Job ${job.id} stood still with other options; its ${left} items are free again.`)
  }
  return null
}

/** Whether the job takes no more items than are wished for and has every setting that was chosen. */
function isSameWish({ options }: Job, left: number, { limit, settings, advice }: Wish): boolean {
  const has: Readonly<Record<string, unknown>> = { ...options, ...options.generator }
  const chosen = Object.entries({ ...settings.common, ...settings.own })
  return (
    left <= (limit ?? Number.POSITIVE_INFINITY) &&
    (options.advice !== undefined) === advice &&
    chosen.every(([name, value]) => isDeepStrictEqual(has[name], value))
  )
}

/** A job without progress for so long is waited for aloud. */
const WAITING_MILLISECONDS = 8_000

/** What a job without progress waits for, and how to stop it. */
function waitingMessage({ options, done, total }: Job): string {
  const host = hostOf(options.generator)
  const awaited = host === null ? 'the next proposal' : `${modelOf(options.generator)} at ${host}`
  return `Waiting for ${awaited} (${done} of ${total} proposed). Ctrl-C pauses; the same command resumes.`
}

/** Waits until the job does not run any more; Ctrl-C pauses it, and what is in flight goes back into the queue. */
async function follow({ client, output, interrupted }: Session, job: Job): Promise<Job> {
  const pause = () => {
    output.message('Pausing …')
    void client.jobs.pause({ job: job.id }).catch(() => undefined)
  }
  interrupted.addEventListener('abort', pause, { once: true })
  if (interrupted.aborted) pause()
  let told = 0
  let latest = job
  let reported = job.done + job.failed
  const waiting = setInterval(() => {
    const ended = latest.done + latest.failed
    if (ended === reported && latest.waitingFor === null) output.message(waitingMessage(latest))
    reported = ended
  }, WAITING_MILLISECONDS)
  try {
    return await followUntil(
      client,
      (event) => event.topic === 'job' && event.job.id === job.id,
      async () => {
        const now = await client.jobs.get({ job: job.id })
        if (now.state === 'running' && now.waitingFor !== latest.waitingFor) {
          output.message(now.waitingFor ?? 'The server answers again.')
        }
        latest = now
        if (now.done + now.failed >= told + 100) {
          told = now.done + now.failed
          const left = now.secondsLeft === null ? '' : `, ${Math.ceil(now.secondsLeft)} s left`
          const tokens = now.tokensLeft === null ? '' : `, about ${tokenWords(now.tokensLeft)}`
          output.message(`${told} of ${now.total}${left}${tokens}`)
        }
        return now.state === 'running' ? null : now
      },
    )
  } finally {
    clearInterval(waiting)
    interrupted.removeEventListener('abort', pause)
  }
}

/** Why a job is paused that nobody paused. */
async function standstill(job: Job): Promise<ExpectedError> {
  const { options, message } = job
  const host = hostOf(options.generator)
  const isGone = host !== null && !(await answers(host))
  return new ExpectedError(
    isGone ? 'UNREACHABLE' : 'MODEL_FAILED',
    message ?? `Job ${job.id} is ${job.state}.`,
    {
      retry: 'What was proposed stays; the same command continues with the rest.',
    },
  )
}

async function answers(host: string): Promise<boolean> {
  try {
    await fetch(new URL(host), { signal: AbortSignal.timeout(2000) })
    return true
  } catch {
    return false
  }
}
