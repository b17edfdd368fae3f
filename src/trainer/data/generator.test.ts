import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Generator } from './generator.ts'

const draw = (generator: Generator, count: number) => Array.from({ length: count }, () => generator.next())

test('a seed and a stream fix the sequence; another of either changes it', () => {
  const first = draw(new Generator(1, 'batches'), 8)
  expect(draw(new Generator(1, 'batches'), 8)).toEqual(first)
  expect(draw(new Generator(2, 'batches'), 8)).not.toEqual(first)
  expect(draw(new Generator(1, 'negatives'), 8)).not.toEqual(first)
})

test('seeds beyond 32 bits differ', () => {
  expect(draw(new Generator(2 ** 40, 'x'), 4)).not.toEqual(draw(new Generator(0, 'x'), 4))
})

describe('below', () => {
  test('stays in its range', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const drawn = new Generator(seed, 'x').below(bound)
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true)
      }),
    )
  })

  test('is uniform: chi-square over 10 values', () => {
    const generator = new Generator(3, 'x')
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i++) {
      const drawn = generator.below(10)
      counts[drawn] = (counts[drawn] ?? 0) + 1
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // 99.9th percentile at 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.88)
  })
})

test('uniform has the mean and spread of its range', () => {
  const generator = new Generator(4, 'x')
  const drawn = Array.from({ length: 20_000 }, () => generator.uniform(-1, 3))
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
  expect(mean).toBeCloseTo(1, 1)
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-1)
  expect(Math.max(...drawn)).toBeLessThan(3)
})

test('shuffle permutes', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.integer({ min: -1000, max: 1000 })), (seed, values) => {
      const shuffled = Int32Array.from(values)
      new Generator(seed, 'x').shuffle(shuffled)
      expect(shuffled.toSorted()).toEqual(Int32Array.from(values).toSorted())
    }),
  )
})
