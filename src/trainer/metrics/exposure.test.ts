import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Interactions } from '../data/interactions.ts'
import { Exposure, entropy, gini } from './exposure.ts'

/** Nobody has anything. */
const untouched = (users: number, items: number) => Interactions.fromPairs(new Int32Array(0), users, items)

test('by hand: two lists over four items', () => {
  const exposure = new Exposure(untouched(2, 4))
  exposure.add(Int32Array.of(0, 1))
  exposure.add(Int32Array.of(0, 2))
  const metrics = exposure.metrics()
  expect(metrics['coverage@20']).toBe(3 / 4)
  // Counts 0, 1, 1, 2: (-3 * 0 - 1 * 1 + 1 * 1 + 3 * 2) / (4 * 4)
  expect(metrics['gini@20']).toBe(6 / 16)
  // Shares 1/2, 1/4, 1/4.
  expect(metrics['entropy@20']).toBe(1.5)
})

test('by hand: novelty is high for what few have, and highest for what nobody has', () => {
  // Of eight users four have item 0 and one has item 1; nobody has item 2.
  const training = Interactions.fromPairs(Int32Array.of(0, 0, 1, 0, 2, 0, 3, 0, 4, 1), 8, 4)
  const novelty = (...list: number[]) => {
    const exposure = new Exposure(training)
    exposure.add(Int32Array.from(list))
    return exposure.metrics()['novelty@5']
  }
  expect(novelty(0)).toBe(1)
  expect(novelty(1)).toBe(3)
  expect(novelty(2)).toBe(3)
  expect(novelty(0, 1)).toBe(2)
  expect(novelty()).toBe(0)
})

test('entropy: log2 of the number of items if all are recommended equally often, 0 if one is always', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 9 }), (items, times) => {
      expect(entropy(new Int32Array(items).fill(times))).toBeCloseTo(Math.log2(items), 10)
      expect(entropy(Int32Array.of(times, ...new Int32Array(items)))).toBe(0)
    }),
  )
  expect(entropy(new Int32Array(3))).toBe(0)
})

test('entropy does not depend on the order, and grows when two counts are evened out', () => {
  const counts = fc.array(fc.nat(30), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(counts, fc.nat(29), (list, by) => {
      const [first = 0, second = 0, ...rest] = list.toSorted((a, b) => b - a)
      const moved = Math.min(by, Math.floor((first - second) / 2))
      fc.pre(first > 0)
      const before = entropy(Int32Array.from(list))
      expect(entropy(Int32Array.from([...rest, second, first]))).toBeCloseTo(before, 10)
      expect(entropy(Int32Array.of(first - moved, second + moved, ...rest))).toBeGreaterThanOrEqual(
        before - 1e-10,
      )
    }),
  )
})

test('only the first k of a list count at k', () => {
  const exposure = new Exposure(untouched(1, 10))
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
