import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rng } from '../data/rng.ts'
import { standIns } from './negatives-control.ts'

/** Row r of the positives is its item, of the negatives 100 and its number. */
const pairsOf = (items: Int32Array) => ({
  positive: { rows: items.length, cols: 1, values: Float32Array.from(items) },
  negative: { rows: items.length, cols: 1, values: Float32Array.from(items.keys(), (row) => 100 + row) },
})

const someItems = fc
  .array(fc.nat(9), { minLength: 2, maxLength: 20 })
  .map((items) => Int32Array.from(items).sort())
  .filter((items) => new Set(items).size > 1)

test('shuffled negatives are those of another item', () => {
  fc.assert(
    fc.property(someItems, fc.nat(), (items, seed) => {
      const { values } = standIns('shuffled', items, new Rng(seed, 'x'))(pairsOf(items))
      items.forEach((item, row) => {
        expect(items[(values[row] ?? 0) - 100]).not.toBe(item)
      })
    }),
  )
})

test('a random item is another curated one', () => {
  fc.assert(
    fc.property(someItems, fc.nat(), (items, seed) => {
      const { values } = standIns('random-item', items, new Rng(seed, 'x'))(pairsOf(items))
      items.forEach((item, row) => {
        expect(values[row]).not.toBe(item)
        expect(items).toContain(values[row])
      })
    }),
  )
})

test('the mean item counts each item once', () => {
  const items = Int32Array.of(1, 1, 1, 5)
  expect(standIns('mean-item', items, new Rng(1, 'x'))(pairsOf(items)).values).toEqual(
    Float32Array.of(3, 3, 3, 3),
  )
})

test('their own stay', () => {
  const pairs = pairsOf(Int32Array.of(1, 2))
  expect(standIns('own', Int32Array.of(1, 2), new Rng(1, 'x'))(pairs)).toBe(pairs.negative)
})
