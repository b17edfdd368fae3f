import { describe, expect, it } from 'vitest'
import type { Run } from '#shared/contract/runs.ts'
import { runLike } from '../../testing/run-like.ts'
import { noCurvesSentence } from './no-curves.ts'

const inStates = (...states: Run['state'][]) => states.map((state, place) => runLike(place + 1, { state }))

describe('a chart without epochs', () => {
  it('promises an epoch only while a run can still train one', () => {
    expect(noCurvesSentence(inStates('finished', 'running'))).toContain('still to come')
    expect(noCurvesSentence(inStates('finished'))).toBe('This model has no epochs to train')
    expect(noCurvesSentence(inStates('failed'))).toBe('It ended before its first epoch was done')
    expect(noCurvesSentence(inStates('paused'))).toContain('Paused')
  })
})
