import { CUTOFFS, type RANKING_METRICS } from '#shared/training/metrics.ts'

/**
 * One user's ranking metrics in the order of METRIC_KEYS, as RecBole defines them. With r_p = 1 if the item
 * at place p (from 1) is relevant, R the relevant items and H = sum_{p<=k} r_p:
 *
 *   recall@k    = H / |R|
 *   ndcg@k      = sum_{p<=k} r_p / log2(p + 1)  /  sum_{p<=min(|R|, k)} 1 / log2(p + 1)
 *   precision@k = H / k
 *   map@k       = sum_{p<=k} r_p precision@p  /  min(|R|, k)
 *   hitrate@k   = 1 if H > 0, else 0
 *
 * @param list recommended items, best first, at least 50 unless fewer can be recommended
 * @param relevant the user's held-out items; at least one
 */
export function rankingMetrics(list: Int32Array, relevant: ReadonlySet<number>): Float64Array {
  const values: Record<(typeof RANKING_METRICS)[number], number[]> = {
    recall: [],
    ndcg: [],
    precision: [],
    map: [],
    hitrate: [],
  }
  let hits = 0
  let gain = 0
  let idealGain = 0
  let precisions = 0
  let place = 0
  for (const cutoff of CUTOFFS) {
    for (; place < cutoff; place++) {
      const discounted = 1 / Math.log2(place + 2)
      if (place < relevant.size) idealGain += discounted
      const item = list[place]
      if (item === undefined || !relevant.has(item)) continue
      hits++
      gain += discounted
      precisions += hits / (place + 1)
    }
    values.recall.push(hits / relevant.size)
    values.ndcg.push(gain / idealGain)
    values.precision.push(hits / cutoff)
    values.map.push(precisions / Math.min(relevant.size, cutoff))
    values.hitrate.push(hits > 0 ? 1 : 0)
  }
  const { recall, ndcg, precision, map, hitrate } = values
  return Float64Array.of(...recall, ...ndcg, ...precision, ...map, ...hitrate)
}
