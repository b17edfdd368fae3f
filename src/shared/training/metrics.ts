import { z } from 'zod'
import { userMetrics } from './metrics/user-metrics.ts'

export const CUTOFFS = [5, 10, 20, 50] as const
/** How many of a user's best items the trainer ranks, and keeps of the test. */
export const LIST_LENGTH = 50

export type RankingMetric = (typeof userMetrics)[number]['name']
export type MetricKey = `${RankingMetric}@${(typeof CUTOFFS)[number]}`

/** `recall@5` … `mrr@50`: what every test user has a value of, in the order in which files hold them. */
export const METRIC_KEYS: readonly MetricKey[] = userMetrics.flatMap(({ name }) =>
  CUTOFFS.map((cutoff): MetricKey => `${name}@${cutoff}`),
)

/** How many of METRIC_KEYS the runs of each version wrote. */
const WRITTEN_COLUMNS: readonly number[] = [20, METRIC_KEYS.length]

/** The keys of a file with so many columns per user; null if no version wrote such a file. */
export function keysOfColumns(columns: number): readonly MetricKey[] | null {
  return WRITTEN_COLUMNS.includes(columns) ? METRIC_KEYS.slice(0, columns) : null
}

/** Metric values by key: the ranking metrics' means, and what `metrics/list-metrics.ts` lists. */
export const Metrics = z.record(z.string(), z.number())
export type Metrics = z.infer<typeof Metrics>
