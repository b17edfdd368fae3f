import { expect, it } from 'vitest'
import { JobState } from '../contract/jobs.ts'
import { RUN_TRANSITIONS } from '../runs/life-cycle.ts'
import { JOB_TRANSITIONS, type JobEvent, nextJobState } from './life-cycle.ts'

const EVENTS = Object.keys(JOB_TRANSITIONS) as JobEvent[]

it('a job has exactly these transitions', () => {
  const table = Object.fromEntries(
    JobState.options.map((state) => [
      state,
      Object.fromEntries(
        EVENTS.flatMap((event) => {
          const next = nextJobState(state, event)
          return next === null ? [] : [[event, next]]
        }),
      ),
    ]),
  )
  expect(table).toEqual({
    running: { pause: 'paused', retry: 'running', finish: 'finished', stop: 'stopped', fail: 'failed' },
    paused: { resume: 'running', retry: 'running', stop: 'stopped' },
    finished: { retry: 'running' },
    stopped: {},
    failed: { retry: 'running' },
  })
})

it('an event that jobs and runs share leads both to the same state, but that a run resumes into its queue', () => {
  const shared = EVENTS.filter(
    (event): event is JobEvent & keyof typeof RUN_TRANSITIONS => event in RUN_TRANSITIONS,
  )
  expect(shared.filter((event) => JOB_TRANSITIONS[event].to !== RUN_TRANSITIONS[event].to)).toEqual([
    'resume',
  ])
  expect(shared).toEqual(['pause', 'resume', 'finish', 'stop', 'fail'])
})
