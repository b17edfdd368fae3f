import type { RunState } from '../contract/runs.ts'

/**
 * What happens to a run. `requeue` gives a run back that had not begun when the engine closed; `queue-test`
 * puts a run that was stopped into the queue once more, so that its best epoch is tested.
 */
export type RunEvent = 'start' | 'pause' | 'resume' | 'requeue' | 'queue-test' | 'finish' | 'stop' | 'fail'

interface RunTransition {
  readonly from: readonly RunState[]
  readonly to: RunState
}

/** The whole life cycle of a run: everything that is not listed here cannot happen. */
export const RUN_TRANSITIONS: Readonly<Record<RunEvent, RunTransition>> = {
  start: { from: ['queued'], to: 'running' },
  pause: { from: ['queued', 'running'], to: 'paused' },
  resume: { from: ['paused', 'failed'], to: 'queued' },
  requeue: { from: ['running'], to: 'queued' },
  'queue-test': { from: ['queued', 'running', 'paused'], to: 'queued' },
  finish: { from: ['running'], to: 'finished' },
  stop: { from: ['queued', 'running', 'paused'], to: 'stopped' },
  fail: { from: ['running'], to: 'failed' },
}

/** The state after an event; null where the event cannot happen in that state. */
export function nextRunState(state: RunState, event: RunEvent): RunState | null {
  const { from, to } = RUN_TRANSITIONS[event]
  return from.includes(state) ? to : null
}
