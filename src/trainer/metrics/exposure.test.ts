import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Exposure, gini } from './exposure.ts'

test('by hand: two lists over four items', () => {
  const exposure = new Exposure(4)
  exposure.add(Int32Array.of(0, 1))
  exposure.add(Int32Array.of(0, 2))
  const metrics = exposure.metrics()
  expect(metrics['coverage@20']).toBe(3 / 4)
  // Counts 0, 1, 1, 2: (-3 * 0 - 1 * 1 + 1 * 1 + 3 * 2) / (4 * 4)
  expect(metrics['gini@20']).toBe(6 / 16)
})

test('only the first k of a list count at k', () => {
  const exposure = new Exposure(10)
  exposure.add(Int32Array.of(0, 1, 2, 3, 4, 5))
  expect(exposure.metrics()).toMatchObject({ 'coverage@5': 0.5, 'coverage@10': 0.6 })
})

test('gini: 0 for equal counts, (n - 1) / n if one item has everything', () => {
  expect(gini(Int32Array.of(3, 3, 3))).toBe(0)
  expect(gini(Int32Array.of(0, 7, 0, 0))).toBe(3 / 4)
  expect(gini(new Int32Array(5))).toBe(0)
})

test('gini agrees with the mean absolute difference', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), (counts) => {
      const total = counts.reduce((sum, count) => sum + count, 0)
      fc.pre(total > 0)
      const differences = counts.flatMap((a) => counts.map((b) => Math.abs(a - b)))
      const sum = differences.reduce((all, difference) => all + difference, 0)
      expect(gini(Int32Array.from(counts))).toBeCloseTo(sum / (2 * counts.length * total), 12)
    }),
  )
})
