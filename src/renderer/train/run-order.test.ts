import { describe, expect, it } from 'vitest'
import type { Run } from '#shared/contract/runs.ts'
import { noCurvesSentence } from './no-curves.ts'
import { activeFirst } from './run-order.ts'

const inStates = (...states: Run['state'][]) => states.map((state, id) => ({ id, state }) as Run)

describe('order of runs', () => {
  it('has running, queued and paused runs first, and keeps the rest as it was', () => {
    const runs = inStates('failed', 'paused', 'finished', 'queued', 'running')
    expect(activeFirst(runs).map(({ id }) => id)).toEqual([4, 3, 1, 0, 2])
  })
})

describe('a chart without epochs', () => {
  it('promises an epoch only while a run can still train one', () => {
    expect(noCurvesSentence(inStates('finished', 'running'))).toContain('still to come')
    expect(noCurvesSentence(inStates('finished'))).toBe('This model has no epochs to train')
    expect(noCurvesSentence(inStates('failed'))).toBe('It ended before its first epoch was done')
    expect(noCurvesSentence(inStates('paused'))).toContain('Paused')
  })
})
