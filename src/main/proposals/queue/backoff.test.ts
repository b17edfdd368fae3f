import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoff } from './backoff.ts'
import { RateMeter } from './rate-meter.ts'

describe('backoff', () => {
  it.each([
    [1, 0, 500],
    [1, 0.5, 750],
    [2, 0, 1000],
    [4, 0.5, 6000],
    [20, 0, 30_000],
  ])('after %i attempts with chance %f waits %i ms', (attempts, random, expected) => {
    expect(backoff(attempts, random)).toBe(expected)
  })

  it('never waits longer than a minute, nor less than half a second', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), chance, (attempts, random) => {
        const wait = backoff(attempts, random)
        expect(wait >= 500 && wait <= 60_000).toBe(true)
      }),
    )
  })
})

describe('the rate', () => {
  const rateOf = (...times: number[]) => {
    const meter = new RateMeter()
    for (const time of times) meter.add(time)
    return meter.perMinute()
  }

  it('is known from the second completion on', () => {
    expect(rateOf()).toBeNull()
    expect(rateOf(1000)).toBeNull()
    expect(rateOf(0, 30_000)).toBe(2)
    expect(rateOf(0, 10_000, 20_000, 30_000)).toBe(6)
  })

  it('forgets how fast it was long ago', () => {
    const slow = Array.from({ length: 30 }, (_, index) => index * 60_000)
    const fast = Array.from({ length: 20 }, (_, index) => 30 * 60_000 + index * 1000)
    expect(rateOf(...slow, ...fast)).toBeCloseTo(60, 5)
  })

  it('stays finite when many end in the same millisecond', () => {
    expect(rateOf(5, 5, 5)).toBe(120_000)
  })
})
