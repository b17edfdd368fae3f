import { CUTOFFS, type Metrics } from '#shared/training/metrics.ts'
import type { Interactions } from '../data/interactions.ts'

/** Counts how often each item occurs in the recommended lists. */
export class Exposure {
  readonly #items: number
  /** Self-information of each item in bits: log2(users / users who have it in training). */
  readonly #information: Float64Array
  /** Per cutoff, how often an item stands after the cutoff before it and not after this one. */
  readonly #counts: readonly Int32Array[]

  /** @param training who has what, as far as a recommender may know */
  constructor(training: Pick<Interactions, 'users' | 'items' | 'itemCounts'>) {
    const { users, items } = training
    this.#items = items
    this.#information = Float64Array.from(training.itemCounts(), (count) =>
      Math.log2(users / Math.max(1, count)),
    )
    this.#counts = CUTOFFS.map(() => new Int32Array(items))
  }

  /** @param list recommended items, best first */
  add(list: Int32Array): void {
    let place = 0
    CUTOFFS.forEach((cutoff, c) => {
      const counts = this.#counts[c]
      for (; place < cutoff && place < list.length; place++) {
        const item = list[place] ?? 0
        if (counts !== undefined) counts[item] = (counts[item] ?? 0) + 1
      }
    })
  }

  /** For every cutoff k what `shared/training/metrics/list-metrics.ts` has, but for what needs the items' content. */
  metrics(): Metrics {
    const metrics: Metrics = {}
    const perItem = new Int32Array(this.#items)
    CUTOFFS.forEach((cutoff, c) => {
      this.#counts[c]?.forEach((count, item) => {
        perItem[item] = (perItem[item] ?? 0) + count
      })
      metrics[`coverage@${cutoff}`] = perItem.filter((count) => count > 0).length / this.#items
      metrics[`gini@${cutoff}`] = gini(perItem)
      metrics[`entropy@${cutoff}`] = entropy(perItem)
      metrics[`novelty@${cutoff}`] = weightedMean(this.#information, perItem)
    })
    return metrics
  }
}

/**
 * Gini index of the counts, as RecBole: 0 if all are equal, towards 1 if one item has everything. With the
 * n counts ascending: sum_p (2 p - n - 1) count_p / (n sum_p count_p), p from 1; 0 if all counts are 0.
 */
export function gini(counts: Int32Array): number {
  const ascending = counts.slice().sort()
  let weighted = 0
  let total = 0
  ascending.forEach((count, index) => {
    weighted += (2 * (index + 1) - counts.length - 1) * count
    total += count
  })
  return total === 0 ? 0 : weighted / (counts.length * total)
}

/** Shannon entropy of the shares that the counts have of their sum, in bits; 0 if all counts are 0. */
export function entropy(counts: Int32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  let bits = 0
  for (const count of counts) {
    if (count > 0) bits -= (count / total) * Math.log2(count / total)
  }
  return bits
}

/** Mean of the values, each counted so often; 0 if all counts are 0. */
function weightedMean(values: Float64Array, counts: Int32Array): number {
  let sum = 0
  let total = 0
  counts.forEach((count, index) => {
    sum += count * (values[index] ?? 0)
    total += count
  })
  return total === 0 ? 0 : sum / total
}
