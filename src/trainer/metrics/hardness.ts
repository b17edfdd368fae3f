import type { Matrix } from '../data/features.ts'
import type { Interactions } from '../data/interactions.ts'

export interface HardnessInput {
  /** e_u, [users, d] */
  readonly users: Matrix
  /** e_i + lambda z_i, [items, d] */
  readonly items: Matrix
  /** z_i^- of each negative, [n, d] */
  readonly effects: Matrix
  /** The item of each negative, in any order; repeats allowed. */
  readonly itemOf: Int32Array
  readonly training: Interactions
}

/**
 * How hard each negative is to tell from its item: sigma(score(u, i-) - score(u, i+)), the mean over the
 * users who have the item in training. Section 3 of the method. Between 0 (easy) and 1.
 *
 * @returns [n]; NaN for a negative of an item without training interactions
 */
export function hardness({ users, items, effects, itemOf, training }: HardnessInput): Float32Array {
  const rowsOf = Map.groupBy(itemOf.keys(), (row) => itemOf[row])
  const sums = new Float64Array(itemOf.length)
  const counts = training.itemCounts()
  for (let user = 0; user < training.users; user++) {
    for (const item of training.itemsOf(user)) {
      const rows = rowsOf.get(item)
      if (rows === undefined) continue
      const positive = dot(users, user, items, item)
      for (const row of rows) {
        const margin = positive - dot(users, user, effects, row)
        sums[row] = (sums[row] ?? 0) + 1 / (1 + Math.exp(margin))
      }
    }
  }
  return Float32Array.from(sums, (sum, row) => sum / (counts[itemOf[row] ?? -1] ?? 0))
}

function dot(a: Matrix, rowOfA: number, b: Matrix, rowOfB: number): number {
  let sum = 0
  for (let d = 0; d < a.cols; d++) {
    sum += (a.values[rowOfA * a.cols + d] ?? 0) * (b.values[rowOfB * b.cols + d] ?? 0)
  }
  return sum
}
