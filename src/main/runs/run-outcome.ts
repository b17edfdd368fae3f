import type { Writer } from '#main/store/database.ts'
import {
  markAwaitingTest,
  markFailed,
  markPaused,
  markRequeued,
  markStopped,
} from '#main/store/run-state-repository.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { ExpectedError } from '#shared/expected-error.ts'
import type { RunEvent } from '#shared/runs/life-cycle.ts'

/** Why a run is ended from outside. */
export type Interruption = 'stopped' | 'paused' | 'engine-closing' | 'run-removed' | 'not-recorded'

/** Where a run stands once its trainer is through with it, other than with a result. */
export type RunOutcome =
  | { event: Extract<RunEvent, 'fail'>; error: string }
  | { event: Extract<RunEvent, 'pause' | 'stop'>; explanation: string | null }
  | { event: Extract<RunEvent, 'requeue' | 'queue-test'> }

/**
 * What becomes of a run whose trainer has written its checkpoint and ends.
 *
 * @param goesOn sentence that says what resuming would do
 * @returns null where the run is no more, or its trainer's end is told otherwise
 */
export function outcomeOfPause(interruption: Interruption | undefined, goesOn: string): RunOutcome | null {
  switch (interruption) {
    case 'paused':
    case undefined:
      return { event: 'pause', explanation: null }
    case 'engine-closing':
      return { event: 'pause', explanation: `The studio was closed while this run trained. ${goesOn}` }
    case 'stopped':
      // It was stopped just as it had paused: the queue starts it once more, for its test.
      return { event: 'queue-test' }
    case 'not-recorded':
    case 'run-removed':
      return null
    default:
      return assertNever(interruption)
  }
}

/** The run is as it was, and goes on once the disk works. */
export function outcomeOfDiskFailure(disk: ExpectedError, goesOn: string): RunOutcome {
  return { event: 'pause', explanation: `${disk.message} ${goesOn}` }
}

/** How a trainer ended that has not said how its run stands. */
export interface SilentEnd {
  interruption: Interruption | undefined
  /** "exit code 1", "signal SIGKILL". */
  ending: string
  /** Whether the trainer had said that it started. */
  hasBegun: boolean
  /** Sentence that says what resuming would do. */
  goesOn: string
  /** The last lines of the run's log. */
  tail: string
  /** What kept the trainer's words from being recorded. */
  failure: unknown
  /** The same where the disk is to blame. */
  disk: ExpectedError | null
}

/** What becomes of a run whose trainer ended without a word; null where the run is no more. */
export function outcomeOfSilence(end: SilentEnd): RunOutcome | null {
  const { interruption, ending, goesOn, tail } = end
  switch (interruption) {
    case 'stopped':
      return { event: 'stop', explanation: `It was stopped before it could be tested (${ending}).` }
    case 'paused': {
      const explanation = `Its trainer ended before it had paused (${ending}). ${goesOn}`
      return { event: 'pause', explanation }
    }
    case 'engine-closing':
      // What has not begun is still to come.
      if (!end.hasBegun) return { event: 'requeue' }
      return outcomeOfPause('engine-closing', goesOn)
    case 'not-recorded':
      if (end.disk !== null) return outcomeOfDiskFailure(end.disk, goesOn)
      return { event: 'fail', error: `Its results could not be recorded: ${sentenceOf(end.failure)}` }
    case 'run-removed':
      return null
    case undefined: {
      const lastLines = tail === '' ? '' : ` Its last lines:\n${tail}`
      return { event: 'fail', error: `The trainer died without a result (${ending}).${lastLines}` }
    }
    default:
      return assertNever(interruption)
  }
}

export function recordOutcome(writer: Writer, run: RunId, outcome: RunOutcome, at: number): void {
  switch (outcome.event) {
    case 'fail':
      markFailed(writer, run, outcome.error, at)
      return
    case 'pause':
      markPaused(writer, run, outcome.explanation, at)
      return
    case 'stop':
      markStopped(writer, run, outcome.explanation, at)
      return
    case 'requeue':
      markRequeued(writer, run)
      return
    case 'queue-test':
      markAwaitingTest(writer, run, at)
      return
    default:
      assertNever(outcome)
  }
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
