import type { NegativeFigures } from '#main/store/negative-figures-repository.ts'
import { type QualityDistribution, QualityMetric, type QualitySummary } from '#shared/contract/quality.ts'
import { median } from '#shared/median.ts'
import { acceptanceRate } from '../acceptance-rate.ts'

/** Counts, acceptance and medians of some negatives. */
export function summarise(negatives: readonly NegativeFigures[]): QualitySummary {
  const states = { pending: 0, accepted: 0, edited: 0, rejected: 0, skipped: 0 }
  for (const { state } of negatives) states[state] += 1
  const { accepted, edited, rejected, skipped } = states
  return {
    negatives: negatives.length,
    states,
    acceptanceRate: acceptanceRate({ accept: accepted, edit: edited, reject: rejected, skip: skipped }),
    medians: Object.fromEntries(
      QualityMetric.options.map((metric) => [metric, medianOf(known(negatives, metric))]),
    ) as QualitySummary['medians'],
  }
}

/** So many bins of one width between 0 and 1. */
const BINS_TO_ONE = 20

/** How each metric spreads over some negatives. */
export function distributions(negatives: readonly NegativeFigures[]): QualityDistribution[] {
  return QualityMetric.options.map((metric) => {
    const values = known(negatives, metric)
    return { metric, known: values.length, median: medianOf(values), bins: binned(values) }
  })
}

function known(negatives: readonly NegativeFigures[], metric: QualityMetric): number[] {
  return negatives.flatMap((negative) => negative[metric] ?? [])
}

function medianOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values)
}

/** In bins that cover 0 to 1, and what lies beyond in as many of the same width as it takes. */
export function binned(values: readonly number[]): QualityDistribution['bins'] {
  const first = Math.min(0, Math.floor(least(values) * BINS_TO_ONE))
  const end = Math.max(BINS_TO_ONE, Math.ceil(-least(values.map((value) => -value)) * BINS_TO_ONE))
  const counts = new Array<number>(end - first).fill(0)
  for (const value of values) {
    const bin = Math.min(Math.floor(value * BINS_TO_ONE), end - 1) - first
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts.map((count, bin) => ({
    from: (first + bin) / BINS_TO_ONE,
    to: (first + bin + 1) / BINS_TO_ONE,
    count,
  }))
}

/** 0 where there is none. */
function least(values: readonly number[]): number {
  return values.reduce((best, value) => Math.min(best, value), values[0] ?? 0)
}
