import type { Run } from '../contract/runs.ts'
import type { Metrics } from '../training/metrics.ts'

/** Whether `resume` continues it: it is paused, or it failed and left a checkpoint. */
export function isResumable(run: Run): boolean {
  return run.state === 'paused' || (run.state === 'failed' && run.resumable)
}

/** Test metrics of a run that has ended with some; null for every other run. */
export function testOf(run: Run): Metrics | null {
  return run.state === 'finished' || run.state === 'stopped' ? run.test : null
}

/** Why it failed, or was paused or stopped other than asked; null where there is nothing to explain. */
export function explanationOf(run: Run): string | null {
  switch (run.state) {
    case 'failed':
      return run.error
    case 'paused':
    case 'stopped':
      return run.explanation
    case 'queued':
    case 'running':
    case 'finished':
      return null
  }
}

/** Since when its trainer works; null while none does. */
export function trainingSinceOf(run: Run): number | null {
  return run.state === 'running' ? run.trainingSince : null
}
