import { CUTOFFS, LIST_LENGTH, METRIC_KEYS } from '#shared/training/metrics.ts'

/** 1 / log2(p + 1) at place p, from 1. */
const DISCOUNTS = Float64Array.from({ length: LIST_LENGTH }, (_, place) => 1 / Math.log2(place + 2))

/** Sum of the first discounts: the gain of a list whose first places are all relevant. */
const IDEAL_GAINS = new Float64Array(LIST_LENGTH + 1)
DISCOUNTS.forEach((discount, place) => {
  IDEAL_GAINS[place + 1] = (IDEAL_GAINS[place] ?? 0) + discount
})

const NO_HITS = new Float64Array(METRIC_KEYS.length)

/**
 * One user's ranking metrics in the order of METRIC_KEYS, by the formulas that `shared/training/metrics/user-metrics.ts` has.
 *
 * @param list recommended items, best first, at least 50 unless fewer can be recommended
 * @param relevant the user's held-out items, ascending; at least one
 * @returns to be read only
 */
export function rankingMetrics(list: Int32Array, relevant: Int32Array): Float64Array {
  // What most users have: not worth an array of their own.
  if (!hasAny(list, relevant)) return NO_HITS
  const values = new Float64Array(METRIC_KEYS.length)
  let hits = 0
  let gain = 0
  let precisions = 0
  let reciprocal = 0
  let place = 0
  CUTOFFS.forEach((cutoff, c) => {
    for (; place < cutoff; place++) {
      const item = list[place]
      if (item === undefined || !contains(relevant, item)) continue
      hits++
      if (hits === 1) reciprocal = 1 / (place + 1)
      gain += DISCOUNTS[place] ?? 0
      precisions += hits / (place + 1)
    }
    if (hits === 0) return
    const reachable = Math.min(relevant.length, cutoff)
    const metrics = [
      hits / relevant.length,
      gain / (IDEAL_GAINS[reachable] ?? 1),
      hits / cutoff,
      precisions / reachable,
      1,
      reciprocal,
    ]
    metrics.forEach((value, metric) => {
      values[metric * CUTOFFS.length + c] = value
    })
  })
  return values
}

function hasAny(list: Int32Array, relevant: Int32Array): boolean {
  for (let place = 0; place < list.length; place++) {
    if (contains(relevant, list[place] ?? 0)) return true
  }
  return false
}

/** Most users hold out a few items: looking at them in turn beats building a set for each user. */
function contains(ascending: Int32Array, item: number): boolean {
  for (let i = 0; i < ascending.length; i++) {
    const candidate = ascending[i] ?? 0
    if (candidate >= item) return candidate === item
  }
  return false
}
