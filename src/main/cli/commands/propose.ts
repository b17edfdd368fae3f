import type { StudioClient } from '#main/engine/client.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Job } from '#shared/contract/jobs.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { GeneratorKind } from '#shared/generators/registry.ts'
import { Interrupted } from '../failure.ts'
import { followUntil } from '../follow.ts'
import { datasetNamed, type Session } from '../session.ts'

export interface ProposeOptions {
  dataset: string
  generator: GeneratorKind
  model?: string
  host?: string
  limit?: number
  concurrency?: number
  seed?: number
}

/**
 * `propose`: generates negatives for items that have none of this generator and model. A job of the same
 * wish that was interrupted goes on; Ctrl-C pauses it.
 */
export async function propose(session: Session, options: ProposeOptions): Promise<void> {
  const { client, output } = session
  const started = performance.now()
  const dataset = await datasetNamed(client, options.dataset)
  const tally = { proposed: 0, failed: 0 }
  const resumed = await resumeEarlier(session, dataset, options)
  let job = resumed ?? (await start(client, dataset, options))
  for (;;) {
    const before = resumed?.id === job.id ? resumed : { done: 0, failed: 0 }
    const ended = await follow(session, job)
    tally.proposed += ended.done - before.done
    tally.failed += ended.failed - before.failed
    if (session.interrupted.aborted && ended.state === 'paused') break
    if (ended.state === 'paused' || ended.state === 'failed') throw await standstill(ended)
    // What went on is a part of what was asked for; without a limit all other items are the rest of it.
    if (ended.id !== resumed?.id || options.limit !== undefined) break
    job = await start(client, dataset, options)
  }
  const seconds = Number(((performance.now() - started) / 1000).toFixed(3))
  output.result(
    { ...tally, seconds },
    () => `${tally.proposed} proposed, ${tally.failed} failed, ${seconds} s`,
  )
  if (session.interrupted.aborted) throw new Interrupted()
}

function start(client: StudioClient, dataset: Dataset, options: ProposeOptions): Promise<Job> {
  return client.jobs.propose({ ...options, dataset: dataset.id })
}

/** A job with the same wish that stands still, set to work again; one that was meant otherwise gives its items back. */
async function resumeEarlier(
  { client, output }: Session,
  dataset: Dataset,
  options: ProposeOptions,
): Promise<Job | null> {
  const model = options.model ?? (await client.system.settings()).model
  const earlier = (await client.jobs.list()).filter(
    (job) =>
      job.dataset === dataset.id &&
      (job.state === 'paused' || job.state === 'running') &&
      job.options.generator === options.generator &&
      (!('model' in job.options) || job.options.model === model),
  )
  for (const job of earlier) {
    const left = job.total - job.done - job.failed
    if (job.state === 'running' || isSameWish(job, left, options)) {
      output.message(`Going on with job ${job.id}: ${left} of ${job.total} items are left.`)
      return client.jobs.resume({ job: job.id })
    }
    await client.jobs.stop({ job: job.id })
    output.message(`Job ${job.id} stood still with other options; its ${left} items are free again.`)
  }
  return null
}

function isSameWish(job: Job, left: number, options: ProposeOptions): boolean {
  return (
    left <= (options.limit ?? Number.POSITIVE_INFINITY) &&
    (options.seed === undefined || options.seed === job.options.seed) &&
    (options.concurrency === undefined || options.concurrency === job.options.concurrency) &&
    (!('host' in job.options) || options.host === undefined || options.host === job.options.host)
  )
}

/** A job without progress for so long is waited for aloud. */
const WAITING_MILLISECONDS = 8_000

/** What a job without progress waits for, and how to stop it. */
function waitingMessage({ options, done, total }: Job): string {
  const awaited = 'host' in options ? `${options.model} at ${options.host}` : 'the next proposal'
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
    if (ended === reported) output.message(waitingMessage(latest))
    reported = ended
  }, WAITING_MILLISECONDS)
  try {
    return await followUntil(
      client,
      (event) => event.topic === 'job' && event.job.id === job.id,
      async () => {
        const now = await client.jobs.get({ job: job.id })
        latest = now
        if (now.done + now.failed >= told + 100) {
          told = now.done + now.failed
          const left = now.secondsLeft === null ? '' : `, ${Math.ceil(now.secondsLeft)} s left`
          output.message(`${told} of ${now.total}${left}`)
        }
        return now.state === 'running' ? null : now
      },
    )
  } finally {
    clearInterval(waiting)
    interrupted.removeEventListener('abort', pause)
  }
}

/** Why a job stands still that nobody paused. */
async function standstill(job: Job): Promise<ExpectedError> {
  const { options, message } = job
  const isGone = 'host' in options && !(await answers(options.host))
  return new ExpectedError(
    isGone ? 'UNREACHABLE' : 'MODEL_FAILED',
    message ?? `Job ${job.id} is ${job.state}.`,
    {
      retry: 'What was proposed stays; the same command goes on with the rest.',
    },
  )
}

async function answers(host: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/api/version', host), { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
