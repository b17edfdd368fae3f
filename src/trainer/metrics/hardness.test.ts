import { expect, test } from 'vitest'
import { Interactions } from '../data/interactions.ts'
import { hardness } from './hardness.ts'

const matrix = (cols: number, ...values: number[]) => ({
  rows: values.length / cols,
  cols,
  values: Float32Array.from(values),
})

test('is the mean over the training users of the item, computed by hand', () => {
  const values = hardness({
    users: matrix(2, 1, 0, 0, 2, 1, 1),
    items: matrix(2, 1, 3, 0, 1),
    effects: matrix(2, 3, 1, 1, 3, 0, 0),
    itemOf: Int32Array.of(0, 0, 1),
    // Item 0 has users 0 and 1, item 1 has user 2.
    training: Interactions.fromPairs(Int32Array.of(0, 0, 1, 0, 2, 1), 3, 2),
  })
  const sigma = (x: number) => 1 / (1 + Math.exp(-x))
  // Scores of item 0: 1 by user 0, 6 by user 1. Of the first negative: 3 and 2.
  expect(values[0]).toBeCloseTo((sigma(3 - 1) + sigma(2 - 6)) / 2, 6)
  // A negative that scores as its item does for all users is as hard as it gets without being false.
  expect(values[1]).toBeCloseTo(0.5, 6)
  expect(values[2]).toBeCloseTo(sigma(0 - 1), 6)
})

test('is unknown for an item without training interactions', () => {
  const values = hardness({
    users: matrix(1, 1),
    items: matrix(1, 1, 1),
    effects: matrix(1, 1),
    itemOf: Int32Array.of(1),
    training: Interactions.fromPairs(Int32Array.of(0, 0), 1, 2),
  })
  expect(values).toEqual(Float32Array.of(Number.NaN))
})
