import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RunState } from '../contract/runs.ts'
import { nextRunState, RUN_TRANSITIONS, type RunEvent } from './life-cycle.ts'

const EVENTS = Object.keys(RUN_TRANSITIONS) as RunEvent[]

describe('life cycle of a run', () => {
  it('has exactly these transitions', () => {
    const table = Object.fromEntries(
      RunState.options.map((state) => [
        state,
        Object.fromEntries(
          EVENTS.flatMap((event) => {
            const next = nextRunState(state, event)
            return next === null ? [] : [[event, next]]
          }),
        ),
      ]),
    )
    expect(table).toEqual({
      queued: { start: 'running', pause: 'paused', 'queue-test': 'queued', stop: 'stopped' },
      running: {
        pause: 'paused',
        requeue: 'queued',
        'queue-test': 'queued',
        finish: 'finished',
        stop: 'stopped',
        fail: 'failed',
      },
      paused: { resume: 'queued', 'queue-test': 'queued', stop: 'stopped' },
      finished: {},
      stopped: {},
      failed: { resume: 'queued' },
    })
  })

  it('never leaves a state that has ended for good, whatever happens', () => {
    fc.assert(
      fc.property(fc.constantFrom('finished', 'stopped'), fc.constantFrom(...EVENTS), (state, event) => {
        expect(nextRunState(state, event)).toBeNull()
      }),
    )
  })
})
