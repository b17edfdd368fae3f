import type { RunId } from '#shared/contract/ids.ts'
import type { RunState } from '#shared/contract/runs.ts'
import { RUN_TRANSITIONS, type RunEvent } from '#shared/runs/life-cycle.ts'
import type { Metrics } from '#shared/training/metrics.ts'
import type { Writer } from './database.ts'
import { KEEP_TIME } from './run-time.ts'

/**
 * Moves a run to the state that an event leads to. A run that is gone is left alone.
 *
 * @param assignments further columns, as SQL
 * @throws Error when the event cannot happen in the run's state, which is a bug of the caller
 */
function move(
  writer: Writer,
  run: RunId,
  event: RunEvent,
  assignments: string,
  parameters: Record<string, string | number | null> = {},
): void {
  const { from, to } = RUN_TRANSITIONS[event]
  const states = from.map((state) => `'${state}'`).join(', ')
  const { changes } = writer.run(
    `UPDATE run SET state = :to, ${assignments} WHERE id = :run AND state IN (${states})`,
    { run, to, ...parameters },
  )
  if (changes > 0) return
  const now = writer.get<{ state: RunState }>('SELECT state FROM run WHERE id = :run', { run })
  if (now !== undefined) throw new Error(`Run ${run} is ${now.state}, so the event ${event} cannot happen.`)
}

/** Takes a run off the queue. */
export function markRunning(writer: Writer, run: RunId, startedAt: number): void {
  move(writer, run, 'start', 'started_at = coalesce(started_at, :startedAt)', { startedAt })
}

const BACK_IN_QUEUE = 'error = NULL, finished_at = NULL, training_since = NULL'

/** Puts a paused or failed run back into the queue; what it has trained stays. */
export function markResumed(writer: Writer, run: RunId): void {
  move(writer, run, 'resume', `${BACK_IN_QUEUE}, stop_requested = 0`)
}

/** Gives a run back to the queue that has not begun. */
export function markRequeued(writer: Writer, run: RunId): void {
  move(writer, run, 'requeue', BACK_IN_QUEUE)
}

/** Puts a run that was stopped into the queue, for the test of its best epoch alone. */
export function markAwaitingTest(writer: Writer, run: RunId, at: number): void {
  move(writer, run, 'queue-test', `error = NULL, ${KEEP_TIME}, training_since = NULL, stop_requested = 1`, {
    at,
  })
}

/** Notes that a running run was asked to stop. */
export function markStopRequested(writer: Writer, run: RunId): void {
  writer.run('UPDATE run SET stop_requested = 1 WHERE id = :run', { run })
}

/** @param at when its trainer ended; null where that is not known */
export function markPaused(writer: Writer, run: RunId, error: string | null, at: number | null): void {
  move(writer, run, 'pause', `error = :error, ${KEEP_TIME}, training_since = NULL, stop_requested = 0`, {
    error,
    at,
  })
}

/** What a run came to. */
export interface RunResult {
  state: 'finished' | 'stopped'
  epochs: number
  bestEpoch: number
  secondsPerEpoch: number
  /** Null without validation interactions. */
  validation: Metrics | null
  /** Null without test interactions. */
  test: Metrics | null
}

export function recordResult(writer: Writer, run: RunId, result: RunResult, at: number): void {
  const { state, epochs, bestEpoch, secondsPerEpoch, validation, test } = result
  move(
    writer,
    run,
    state === 'finished' ? 'finish' : 'stop',
    `epoch = :epochs, best_epoch = :bestEpoch, seconds_per_epoch = :secondsPerEpoch,
     validation = :validation, test = :test, finished_at = :at, error = NULL,
     ${KEEP_TIME}, training_since = NULL, stop_requested = 0`,
    {
      epochs,
      bestEpoch,
      secondsPerEpoch,
      validation: validation === null ? null : JSON.stringify(validation),
      test: test === null ? null : JSON.stringify(test),
      at,
    },
  )
}

/** Adds figures to the test results of a run; nothing where it has none. */
export function addTestMetrics(writer: Writer, run: RunId, metrics: Metrics): void {
  writer.run('UPDATE run SET test = json_patch(test, :metrics) WHERE id = :run AND test IS NOT NULL', {
    run,
    metrics: JSON.stringify(metrics),
  })
}

const ENDED = `error = :error, finished_at = :at, ${KEEP_TIME}, training_since = NULL, stop_requested = 0`

/** Ends a run that was stopped and has no result. */
export function markStopped(writer: Writer, run: RunId, error: string | null, at: number): void {
  move(writer, run, 'stop', ENDED, { error, at })
}

export function markFailed(writer: Writer, run: RunId, error: string, at: number): void {
  move(writer, run, 'fail', ENDED, { error, at })
}
