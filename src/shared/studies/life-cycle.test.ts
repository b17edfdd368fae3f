import { expect, it } from 'vitest'
import { StudyState } from '../contract/studies.ts'
import { nextStudyState, STUDY_TRANSITIONS, type StudyEvent } from './life-cycle.ts'

it('a study has exactly these transitions', () => {
  const events = Object.keys(STUDY_TRANSITIONS) as StudyEvent[]
  const table = Object.fromEntries(
    StudyState.options.map((state) => [
      state,
      Object.fromEntries(
        events.flatMap((event) => {
          const next = nextStudyState(state, event)
          return next === null ? [] : [[event, next]]
        }),
      ),
    ]),
  )
  expect(table).toEqual({
    queued: { start: 'running', pause: 'paused', stop: 'stopped' },
    running: { pause: 'paused', finish: 'finished', stop: 'stopped', fail: 'failed' },
    paused: { resume: 'running', stop: 'stopped' },
    finished: {},
    stopped: {},
    failed: { resume: 'running', stop: 'stopped' },
  })
})
