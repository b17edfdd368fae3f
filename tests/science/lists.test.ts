import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Interactions } from '#trainer/data/interactions.ts'
import { bestItems, intraListDistance } from './lists.ts'

it('lists the best items that are not in training', () => {
  const ranking = {
    users: { rows: 2, cols: 2, values: Float32Array.of(1, 0, 0, 1) },
    items: { rows: 4, cols: 2, values: Float32Array.of(3, 0, 2, 5, 2, 1, 9, 1) },
    training: Interactions.fromPairs(Int32Array.of(0, 3), 2, 4),
  }
  expect(bestItems(ranking, 0, 2)).toEqual([0, 1])
  expect(bestItems(ranking, 1, 4)).toEqual([1, 2, 3, 0])
})

it('measures the distance of a list as the mean over its pairs', () => {
  const vector = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(vector, { minLength: 2, maxLength: 6 }), (rows) => {
      const content = { rows: rows.length, cols: 3, values: Float32Array.from(rows.flat()) }
      const distances = rows.flatMap((a, i) => rows.slice(i + 1).map((b) => 1 - cosine(a, b)))
      const expected = distances.reduce((sum, each) => sum + each, 0) / distances.length
      expect(intraListDistance([...rows.keys()], content)).toBeCloseTo(expected, 6)
    }),
  )
})

it('is 0 for a single item', () => {
  expect(intraListDistance([0], { rows: 1, cols: 1, values: Float32Array.of(1) })).toBe(0)
})

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)
  const lengths = Math.hypot(...a) * Math.hypot(...b)
  return lengths === 0 ? 0 : dot / lengths
}
