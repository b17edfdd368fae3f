import type { StudyState } from '../contract/studies.ts'

/** What happens to a study. */
export type StudyEvent = 'start' | 'pause' | 'resume' | 'finish' | 'stop' | 'fail'

interface StudyTransition {
  readonly from: readonly StudyState[]
  readonly to: StudyState
}

/** The whole life cycle of a study, which begins as queued: everything that is not listed here cannot happen. */
export const STUDY_TRANSITIONS: Readonly<Record<StudyEvent, StudyTransition>> = {
  start: { from: ['queued'], to: 'running' },
  pause: { from: ['queued', 'running'], to: 'paused' },
  resume: { from: ['paused', 'failed'], to: 'running' },
  finish: { from: ['running'], to: 'finished' },
  stop: { from: ['queued', 'running', 'paused', 'failed'], to: 'stopped' },
  fail: { from: ['running'], to: 'failed' },
}

/** The state after an event; null where the event cannot happen in that state. */
export function nextStudyState(state: StudyState, event: StudyEvent): StudyState | null {
  const { from, to } = STUDY_TRANSITIONS[event]
  return from.includes(state) ? to : null
}
