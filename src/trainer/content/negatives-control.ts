import { assertNever } from '#shared/assert-never.ts'
import type { NegativesControl } from '#shared/training/models/content-settings.ts'
import { chosenRows, type Matrix } from '../data/features.ts'
import type { Rng } from '../data/rng.ts'

/** Vectors of the items that have negatives, and of these: a row for each negative. */
export interface NegativePairs {
  readonly positive: Matrix
  readonly negative: Matrix
}

/**
 * What stands in for the negatives, so that a run tells what they contribute.
 * @param items of each negative, ascending
 * @returns for each negative the row that takes its place: of the negatives, of their items, or the mean of these
 */
export function standIns(
  control: NegativesControl,
  items: Int32Array,
  rng: Rng,
): (pairs: NegativePairs) => Matrix {
  switch (control) {
    case 'own':
    case 'none':
      return ({ negative }) => negative
    case 'shuffled': {
      const rows = rowsOfOthers(items, rng)
      return ({ negative }) => chosenRows(negative, rows)
    }
    case 'random-item': {
      const rows = rowsOfOthers(items, rng)
      return ({ positive }) => chosenRows(positive, rows)
    }
    case 'mean-item':
      return ({ positive }) => meanOfItems(positive, items)
    default:
      return assertNever(control)
  }
}

/**
 * For each row a row of another item: the items go round in a random circle, and the k-th row of an item takes the k-th
 * row of the next one, or starts again there. A single item keeps its own.
 */
function rowsOfOthers(items: Int32Array, rng: Rng): Int32Array {
  const rowsOf = Map.groupBy(items.keys(), (row) => items[row])
  const circle = Int32Array.from(rowsOf.keys(), (item) => item ?? 0)
  rng.shuffle(circle)
  const others = new Int32Array(items.length)
  circle.forEach((item, place) => {
    const next = rowsOf.get(circle[(place + 1) % circle.length] ?? item) ?? []
    rowsOf.get(item)?.forEach((row, k) => {
      others[row] = next[k % next.length] ?? row
    })
  })
  return others
}

/** In every row the mean over the items, each counted once. */
function meanOfItems({ rows, cols, values }: Matrix, items: Int32Array): Matrix {
  const firsts = items
    .map((item, row) => (row === 0 || items[row - 1] !== item ? row : -1))
    .filter((row) => row >= 0)
  const mean = new Float32Array(cols)
  for (const row of firsts) {
    for (let col = 0; col < cols; col++) {
      mean[col] = (mean[col] ?? 0) + (values[row * cols + col] ?? 0) / firsts.length
    }
  }
  const repeated = new Float32Array(rows * cols)
  for (let row = 0; row < rows; row++) repeated.set(mean, row * cols)
  return { rows, cols, values: repeated }
}
