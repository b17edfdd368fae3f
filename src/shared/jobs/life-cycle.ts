import type { JobState } from '../contract/jobs.ts'

/** What happens to a job. `retry` makes its failed items wait again. */
export type JobEvent = 'pause' | 'resume' | 'retry' | 'finish' | 'stop' | 'fail'

interface JobTransition {
  readonly from: readonly JobState[]
  readonly to: JobState
}

/** The whole life cycle of a job, which begins as running: everything that is not listed here cannot happen. */
export const JOB_TRANSITIONS: Readonly<Record<JobEvent, JobTransition>> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  retry: { from: ['running', 'paused', 'finished', 'failed'], to: 'running' },
  finish: { from: ['running'], to: 'finished' },
  stop: { from: ['running', 'paused'], to: 'stopped' },
  fail: { from: ['running'], to: 'failed' },
}

/** The state after an event; null where the event cannot happen in that state. */
export function nextJobState(state: JobState, event: JobEvent): JobState | null {
  const { from, to } = JOB_TRANSITIONS[event]
  return from.includes(state) ? to : null
}
