import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proportionInterval } from './proportion-interval.ts'

describe('the interval of a proportion', () => {
  it('is what follows by hand where all or none of the trials hit', () => {
    // (1 - high)^10 = 0.025 where none hits, and low^10 = 0.025 where all do.
    expect(proportionInterval(0, 10).high).toBeCloseTo(1 - 0.025 ** 0.1, 10)
    expect(proportionInterval(10, 10).low).toBeCloseTo(0.025 ** 0.1, 10)
    expect(proportionInterval(0, 10).low).toBe(0)
    expect(proportionInterval(10, 10).high).toBe(1)
  })

  it('leaves 2.5 % of the binomial distribution on each side', () => {
    const { low, high } = proportionInterval(7, 10)
    expect(atLeast(7, 10, low)).toBeCloseTo(0.025, 8)
    expect(1 - atLeast(8, 10, high)).toBeCloseTo(0.025, 8)
  })

  it('holds the proportion that was seen, within 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (of, at) => {
        const hits = at % (of + 1)
        const { low, high } = proportionInterval(hits, of)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(hits / of)
        expect(high).toBeGreaterThanOrEqual(hits / of)
        expect(high).toBeLessThanOrEqual(1)
      }),
    )
  })
})

/** Probability of so many hits or more. */
function atLeast(hits: number, of: number, chance: number): number {
  let sum = 0
  for (let k = hits; k <= of; k++) sum += choose(of, k) * chance ** k * (1 - chance) ** (of - k)
  return sum
}

function choose(of: number, k: number): number {
  let product = 1
  for (let i = 1; i <= k; i++) product *= (of - k + i) / i
  return product
}
