import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { niceTicks } from './axis.ts'

describe('axis ticks', () => {
  it('are round and cover the interval', () => {
    expect(niceTicks(0.012, 0.048, 4)).toEqual([0.01, 0.02, 0.03, 0.04, 0.05])
    expect(niceTicks(-0.003, 0.012, 4)).toEqual([-0.005, 0, 0.005, 0.01, 0.015])
  })

  it('give a single point room', () => {
    const ticks = niceTicks(0.2, 0.2, 4)
    expect(ticks[0]).toBeLessThan(0.2)
    expect(ticks.at(-1)).toBeGreaterThan(0.2)
    expect(niceTicks(0, 0, 4).length).toBeGreaterThan(1)
  })

  it('ascend, cover, and are never too many', () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true })
    fc.assert(
      fc.property(value, fc.double({ min: 1e-6, max: 1e3, noNaN: true }), (low, span) => {
        const ticks = niceTicks(low, low + span, 5)
        expect(ticks[0]).toBeLessThanOrEqual(low + span * 1e-6)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + span - span * 1e-6)
        expect(ticks.length).toBeLessThanOrEqual(8)
        expect(ticks.toSorted((a, b) => a - b)).toEqual(ticks)
      }),
    )
  })
})
