import type { ArmResult, StudyResults } from '#shared/contract/studies.ts'
import { compareKeys, isLowerBetter } from '#shared/training/metrics/registry.ts'
import { nestedArms } from '../nested-arms.ts'

/** Digits behind the point in tables. */
export const SHOWN_DIGITS = 4

export interface ArmCell {
  readonly mean: number
  /** Over the seeds; of the overall cell of several data sets, over these. Null for a single one. */
  readonly deviation: number | null
  /** As far as the table's digits tell. */
  readonly best: boolean
}

export interface ArmRow {
  readonly arm: ArmResult
  /** Placebos stand beneath their arms. */
  readonly depth: number
  /** By replication; null where nothing is tested. */
  readonly cells: readonly (ArmCell | null)[]
  readonly overall: ArmCell | null
  /** Mean over the replications that both have, from the first arm; null for that one. */
  readonly difference: number | null
}

/** The metrics that any arm has, in the order of tables. */
export function metricsOf({ arms }: StudyResults): string[] {
  return [...new Set(arms.flatMap(({ mean }) => Object.keys(mean)))].toSorted(compareKeys)
}

/** One row per arm for a metric, placebos beneath their arms. */
export function armRows({ arms }: StudyResults, metric: string): ArmRow[] {
  const nested = nestedArms(arms, ({ arm }) => arm)
  const [baseline] = arms
  const replications = baseline?.replications.length ?? 0
  const best = Array.from({ length: replications }, (_, place) =>
    bestOf(
      arms.map((arm) => valueAt(arm, metric, place)),
      metric,
    ),
  )
  const bestOverall = bestOf(
    arms.map((arm) => arm.mean[metric] ?? null),
    metric,
  )
  return nested.map(({ arm, depth }) => ({
    arm,
    depth,
    cells: arm.replications.map((replication, place) => {
      const mean = valueAt(arm, metric, place)
      if (mean === null) return null
      return { mean, deviation: replication?.deviation?.[metric] ?? null, best: isShownAs(mean, best[place]) }
    }),
    overall: overallOf(arm, metric, bestOverall),
    difference: baseline === undefined || arm === baseline ? null : differenceOf(arm, baseline, metric),
  }))
}

function valueAt(arm: ArmResult, metric: string, place: number): number | null {
  return arm.replications[place]?.mean[metric] ?? null
}

function overallOf(arm: ArmResult, metric: string, best: string | null): ArmCell | null {
  const mean = arm.mean[metric]
  if (mean === undefined) return null
  const values = arm.replications.flatMap((_, place) => valueAt(arm, metric, place) ?? [])
  const deviation =
    arm.replications.length > 1 ? sampleDeviation(values) : (arm.replications[0]?.deviation?.[metric] ?? null)
  return { mean, deviation, best: isShownAs(mean, best) }
}

function differenceOf(arm: ArmResult, baseline: ArmResult, metric: string): number | null {
  const differences = arm.replications.flatMap((_, place) => {
    const [ours, theirs] = [valueAt(arm, metric, place), valueAt(baseline, metric, place)]
    return ours === null || theirs === null ? [] : [ours - theirs]
  })
  return differences.length === 0 ? null : meanOf(differences)
}

/** The best value as the table shows it; null where all are equal or there is none. */
function bestOf(values: readonly (number | null)[], metric: string): string | null {
  const known = values.filter((value) => value !== null)
  const best = isLowerBetter(metric) ? Math.min(...known) : Math.max(...known)
  const shown = new Set(known.map((value) => value.toFixed(SHOWN_DIGITS)))
  return shown.size > 1 ? best.toFixed(SHOWN_DIGITS) : null
}

function isShownAs(value: number, shown: string | null | undefined): boolean {
  return value.toFixed(SHOWN_DIGITS) === shown
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function sampleDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
