import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Rng, RngState } from './rng.ts'

const draw = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.next())

test('a seed and a stream fix the sequence; another of either changes it', () => {
  const first = draw(new Rng(1, 'batches'), 8)
  expect(draw(new Rng(1, 'batches'), 8)).toEqual(first)
  expect(draw(new Rng(2, 'batches'), 8)).not.toEqual(first)
  expect(draw(new Rng(1, 'negatives'), 8)).not.toEqual(first)
})

test('seeds beyond 32 bits differ', () => {
  expect(draw(new Rng(2 ** 40, 'x'), 4)).not.toEqual(draw(new Rng(0, 'x'), 4))
})

test('draws what the published algorithm draws', () => {
  const rng = new Rng(0, 'x')
  rng.restore([1, 2, 3, 4])
  const state = Uint32Array.of(1, 2, 3, 4)
  const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))
  /** xoshiro128starstar.c, line by line. */
  const reference = () => {
    const [a = 0, b = 0] = state
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    state[2] = (state[2] ?? 0) ^ a
    state[3] = (state[3] ?? 0) ^ b
    state[1] = b ^ (state[2] ?? 0)
    state[0] = a ^ (state[3] ?? 0)
    state[2] = (state[2] ?? 0) ^ (b << 9)
    state[3] = rotate(state[3] ?? 0, 11)
    return result
  }
  expect(draw(rng, 1000)).toEqual(Array.from({ length: 1000 }, reference))
})

test('continues from a state', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(20), (seed, drawn) => {
      const first = new Rng(seed, 'x')
      draw(first, drawn)
      const state = RngState.parse(first.state)
      const rest = draw(first, 5)
      const second = new Rng(seed + 1, 'y')
      second.restore(state)
      expect(draw(second, 5)).toEqual(rest)
    }),
  )
})

describe('below', () => {
  test('is the remainder of a draw whose run of values is complete', () => {
    const bounds = fc.oneof(
      fc.integer({ min: 1, max: 2 ** 32 }),
      fc.integer({ min: 2 ** 31, max: 2 ** 31 + 5 }),
      fc.integer({ min: 1, max: 9 }),
    )
    fc.assert(
      fc.property(fc.nat(), bounds, (seed, bound) => {
        const [first, second] = [new Rng(seed, 'x'), new Rng(seed, 'x')]
        let drawn = first.next()
        while (drawn >= 2 ** 32 - (2 ** 32 % bound)) drawn = first.next()
        expect(second.below(bound)).toBe(drawn % bound)
        expect(second.state).toEqual(first.state)
      }),
    )
  })

  test('stays in its range', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const drawn = new Rng(seed, 'x').below(bound)
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true)
      }),
    )
  })

  test('is uniform: chi-square over 10 values', () => {
    const rng = new Rng(3, 'x')
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i++) {
      const drawn = rng.below(10)
      counts[drawn] = (counts[drawn] ?? 0) + 1
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // 99.9th percentile at 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.88)
  })
})

test('uniform has the mean and spread of its range', () => {
  const rng = new Rng(4, 'x')
  const drawn = Array.from({ length: 20_000 }, () => rng.uniform(-1, 3))
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
  expect(mean).toBeCloseTo(1, 1)
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-1)
  expect(Math.max(...drawn)).toBeLessThan(3)
})

test('shuffle permutes', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.integer({ min: -1000, max: 1000 })), (seed, values) => {
      const shuffled = Int32Array.from(values)
      new Rng(seed, 'x').shuffle(shuffled)
      expect(shuffled.toSorted()).toEqual(Int32Array.from(values).toSorted())
    }),
  )
})
