import { z } from 'zod'

export const CUTOFFS = [5, 10, 20, 50] as const
export const RANKING_METRICS = ['recall', 'ndcg', 'precision', 'map', 'hitrate'] as const

export type RankingMetric = (typeof RANKING_METRICS)[number]
export type MetricKey = `${RankingMetric}@${(typeof CUTOFFS)[number]}`

/** `recall@5` … `hitrate@50`: the 20 ranking metrics in the order in which files hold them. */
export const METRIC_KEYS: readonly MetricKey[] = RANKING_METRICS.flatMap((metric) =>
  CUTOFFS.map((cutoff): MetricKey => `${metric}@${cutoff}`),
)

/** Metric values by key: the ranking metrics, and `coverage@k`, `gini@k` of the recommended lists. */
export const Metrics = z.record(z.string(), z.number())
export type Metrics = z.infer<typeof Metrics>
