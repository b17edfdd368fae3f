import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topItems } from './top-items.ts'

test('equal scores keep the order of the items; masked ones are left out', () => {
  const scores = Float32Array.of(1, 2, 2, Number.NEGATIVE_INFINITY, 3, 1)
  expect([...topItems(scores, 4)]).toEqual([4, 1, 2, 0])
  expect([...topItems(scores, 10)]).toEqual([4, 1, 2, 0, 5])
})

test('agrees with a stable full sort', () => {
  const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY)))
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 12 }), (values, count) => {
      const sorted = [...values.entries()]
        .filter(([, score]) => score !== Number.NEGATIVE_INFINITY)
        .toSorted(([, a], [, b]) => b - a)
        .map(([item]) => item)
      expect([...topItems(Float32Array.from(values), count)]).toEqual(sorted.slice(0, count))
    }),
  )
})
