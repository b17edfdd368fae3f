import type { Matrix } from '#trainer/data/features.ts'
import type { Interactions } from '#trainer/data/interactions.ts'

/** Scores and what may not be recommended, as `evaluate` has them. */
export interface Ranking {
  /** [users, d]; the score of user and item is the dot product of their rows. */
  readonly users: Matrix
  /** [items, d] */
  readonly items: Matrix
  /** Whose items are left out of their users' lists. */
  readonly training: Interactions
}

/** The user's best items that are not in training, the best first; of equal scores the lower index. */
export function bestItems({ users, items, training }: Ranking, user: number, count: number): number[] {
  const taste = users.values.subarray(user * users.cols, (user + 1) * users.cols)
  const scores = new Float64Array(items.rows)
  for (let item = 0; item < items.rows; item++) {
    let sum = 0
    for (let k = 0; k < items.cols; k++) sum += (taste[k] ?? 0) * (items.values[item * items.cols + k] ?? 0)
    scores[item] = sum
  }
  const seen = new Set(training.itemsOf(user))
  return Array.from(scores.keys())
    .filter((item) => !seen.has(item))
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, count)
}

/**
 * The mean of 1 - cosine over all pairs of a list (Ziegler et al. 2005, as a distance): from the length of the sum of the unit
 * vectors, since its square is the sum of all cosines. 0 for a list of one item. An item without content has a cosine of 0 to all.
 * @param content [items, d]
 */
export function intraListDistance(list: readonly number[], content: Matrix): number {
  const n = list.length
  if (n < 2) return 0
  const sum = new Float64Array(content.cols)
  let selves = 0
  for (const item of list) {
    const row = content.values.subarray(item * content.cols, (item + 1) * content.cols)
    const length = Math.hypot(...row)
    if (length === 0) continue
    selves += 1
    for (let k = 0; k < content.cols; k++) sum[k] = (sum[k] ?? 0) + (row[k] ?? 0) / length
  }
  const cosines = sum.reduce((total, value) => total + value * value, 0) - selves
  return 1 - cosines / (n * (n - 1))
}
