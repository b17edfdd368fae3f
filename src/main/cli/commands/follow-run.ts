import type { StudioClient } from '#main/engine/client.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run, RunProgress } from '#shared/contract/runs.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { explanationOf, isResumable, testOf, trainingSinceOf } from '#shared/runs/run-facts.ts'
import { stoppingWarning } from '#shared/runs/stopping-warning.ts'
import { formatSpeed, formatTimeLeft, timeLeft } from '#shared/time-left.ts'
import { Interrupted } from '../failure.ts'
import { followEvents, followUntil } from '../follow.ts'
import type { Session } from '../session.ts'
import { figure, type Output } from '../terminal.ts'

/**
 * A line an epoch, then the result; on a terminal a line that says how fast and how long still. Ctrl-C pauses
 * the run.
 *
 * @param told epochs that were reported before, and are not again
 * @throws ExpectedError CONFLICT when the run failed, or was paused by somebody else
 * @throws Interrupted when Ctrl-C paused it
 */
export async function followRun(session: Session, run: RunId, told: number): Promise<void> {
  const { client, output, interrupted } = session
  const pause = () => {
    output.message('Pausing …')
    // It may just have ended, which is seen below.
    void client.runs.pause({ run }).catch(() => undefined)
  }
  interrupted.addEventListener('abort', pause, { once: true })
  if (interrupted.aborted) pause()
  try {
    conclude(session, await watch(client, output, run, told))
  } finally {
    interrupted.removeEventListener('abort', pause)
  }
}

/** Prints epochs and progress until the run is paused or has ended. */
async function watch(client: StudioClient, output: Output, run: RunId, told: number): Promise<Run> {
  let newest = told
  let latest: Run | null = null
  let device: string | null = null
  await using _ = await followEvents(client, (event) => {
    if (event.topic !== 'run-progress' || event.progress.run !== run || latest === null) return
    output.status(statusLine(latest, event.progress, Date.now()))
  })
  try {
    return await followUntil(
      client,
      (event) =>
        (event.topic === 'run' && event.run.id === run) || (event.topic === 'run-epoch' && event.run === run),
      async () => {
        // The state is read first, so that no epoch can come between its end and the last look.
        const now = await client.runs.get({ run })
        latest = now
        if (trainingSinceOf(now) !== null && device === null) {
          device = now.device
          output.message(`Run ${run} trains on ${now.device} with ${now.backend}: ${now.reason}.`)
        }
        for (const epoch of await client.runs.epochs({ run, after: newest })) {
          newest = epoch.epoch
          tellEpoch(output, epoch)
        }
        return now.state === 'queued' || now.state === 'running' ? null : now
      },
    )
  } finally {
    output.status(null)
  }
}

function tellEpoch(output: Output, told: Awaited<ReturnType<StudioClient['runs']['epochs']>>[number]): void {
  const { epoch, loss, seconds, validation } = told
  const line = validation === null ? { epoch, loss, seconds } : { epoch, loss, seconds, validation }
  output.result(line, () =>
    [
      `epoch ${epoch}`,
      `loss ${figure(loss)}`,
      `${figure(seconds)} s`,
      ...(validation === null ? [] : [`recall@20 ${figure(validation['recall@20'])}`]),
    ].join('  '),
  )
}

/** "epoch 12 of at most 1000, step 3 of 58, 1,234 steps/s, 36 s to 3 min left" */
export function statusLine(run: Run, progress: RunProgress, now: number): string {
  const left = timeLeft(run, progress, now)
  return [
    `epoch ${progress.epoch} of at most ${run.config.epochs}`,
    `step ${progress.step} of ${progress.stepsPerEpoch}`,
    ...(progress.stepsPerSecond === 0 ? [] : [formatSpeed(progress.stepsPerSecond)]),
    ...(left === null ? [] : [`${formatTimeLeft(left)} left`]),
  ].join(', ')
}

function conclude({ output, interrupted }: Session, ended: Run): void {
  const { id, state, epoch } = ended
  const error = explanationOf(ended)
  const goOn = isResumable(ended) ? { retry: `\`studio resume --run ${id}\` continues it.` } : {}
  if (state === 'failed') {
    throw new ExpectedError('CONFLICT', error ?? `Run ${id} failed; its log says why.`, goOn)
  }
  if (state === 'paused' && !interrupted.aborted) {
    throw new ExpectedError('CONFLICT', error ?? `Run ${id} was paused after epoch ${epoch}.`, goOn)
  }
  output.result(runResult(ended), () => summary(ended))
  if (state === 'paused') {
    throw new Interrupted(`Run ${id} is paused. \`studio resume --run ${id}\` continues it.`)
  }
}

/** A run that is paused or has ended, as scripts read it. */
export function runResult(run: Run) {
  return {
    run: run.id,
    state: run.state,
    model: run.config.model.name,
    backend: run.backend,
    device: run.device,
    epochs: run.epoch,
    bestEpoch: run.bestEpoch,
    secondsPerEpoch: run.secondsPerEpoch,
    validation: run.validation,
    test: testOf(run),
    warning: stoppingWarning(run),
  }
}

/** How a run stands, in a line for people; a second one warns. */
export function summary(run: Run): string {
  const head = `run ${run.id} ${run.state}: best epoch ${run.bestEpoch ?? '-'} of ${run.epoch}`
  const pace = `${figure(run.secondsPerEpoch) ?? '-'} s an epoch on ${run.device ?? '-'}`
  const [part, metrics] =
    testOf(run) === null ? (['validation', run.validation] as const) : (['test', testOf(run)] as const)
  if (metrics === null) return `${head}, ${pace}`
  const warning = stoppingWarning(run)
  const figures = ['recall@20', 'ndcg@20'].map((key) => `${key} ${figure(metrics[key]) ?? '-'}`)
  const line = `${head}, ${pace}; ${part} ${figures.join(', ')}`
  return warning === null ? line : `${line}\nwarning: ${warning.sentence}`
}
