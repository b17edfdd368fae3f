import { CUTOFFS, type Metrics } from '#shared/training/metrics.ts'

/** Counts how often each item occurs in the recommended lists. */
export class Exposure {
  readonly #items: number
  /** Per cutoff, how often an item stands after the cutoff before it and not after this one. */
  readonly #counts: readonly Int32Array[]

  constructor(items: number) {
    this.#items = items
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

  /** `coverage@k`, the share of the catalogue in anyone's first k, and `gini@k`, for every cutoff k. */
  metrics(): Metrics {
    const metrics: Metrics = {}
    const perItem = new Int32Array(this.#items)
    CUTOFFS.forEach((cutoff, c) => {
      this.#counts[c]?.forEach((count, item) => {
        perItem[item] = (perItem[item] ?? 0) + count
      })
      metrics[`coverage@${cutoff}`] = perItem.filter((count) => count > 0).length / this.#items
      metrics[`gini@${cutoff}`] = gini(perItem)
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
