import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topItemsOfScores } from './top-items.ts'

const nothing = (users: number) => ({ offsets: new Int32Array(users + 1), values: new Int32Array() })

test('equal scores keep the order of the items; excluded ones and NaN are left out', () => {
  const excluded = { offsets: Int32Array.of(0, 1, 1), values: Int32Array.of(3) }
  const scores = Float32Array.of(1, 2, 2, 9, 3, 1, /* second user */ 0, Number.NaN, 5, 0, 0, 0)
  expect([...topItemsOfScores(scores, 2, excluded, 4)]).toEqual([4, 1, 2, 0, 2, 0, 3, 4])
})

test('a list that runs out ends in -1', () => {
  expect([...topItemsOfScores(Float32Array.of(1, 2), 1, nothing(1), 4)]).toEqual([1, 0, -1, -1])
})

test('agrees with a stable full sort', () => {
  const scores = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 })
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 12 }), (values, count) => {
      const sorted = [...values.entries()].toSorted(([, a], [, b]) => b - a).map(([item]) => item)
      const lists = topItemsOfScores(Float32Array.from(values), 1, nothing(1), count)
      expect([...lists].filter((item) => item >= 0)).toEqual(sorted.slice(0, count))
    }),
  )
})
