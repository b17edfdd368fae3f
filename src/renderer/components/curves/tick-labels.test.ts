import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickLabels } from './tick-labels.ts'

describe('labels of ticks', () => {
  it('have no more digits than they need', () => {
    expect(tickLabels([0, 50, 100])).toEqual(['0', '50', '100'])
    expect(tickLabels([0.1, 0.2, 0.30000000000000004])).toEqual(['0.1', '0.2', '0.3'])
    expect(tickLabels([0.02415, 0.0242, 0.02425])).toEqual(['0.02415', '0.0242', '0.02425'])
    expect(tickLabels([])).toEqual([])
  })

  it('are written with an exponent where digits would not do', () => {
    expect(tickLabels([0, 1e-8, 2e-8])).toEqual(['0', '1.00e-8', '2.00e-8'])
  })

  it('differ from each other for every range of a metric', () => {
    const step = fc
      .constantFrom(1, 2, 2.5, 5)
      .chain((factor) => fc.integer({ min: -5, max: 2 }).map((power) => factor * 10 ** power))
    fc.assert(
      fc.property(step, fc.integer({ min: 0, max: 40 }), (width, from) => {
        const ticks = Array.from({ length: 6 }, (_, place) => (from + place) * width)
        expect(new Set(tickLabels(ticks)).size).toBe(6)
      }),
    )
  })
})
