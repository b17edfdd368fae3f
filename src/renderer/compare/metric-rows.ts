import type { Comparison, PairedTest } from '#shared/contract/runs.ts'
import { compareKeys, isLowerBetter, metricHelp, metricLabel } from '#shared/training/metrics/registry.ts'
import type { CUTOFFS } from '#shared/training/metrics.ts'

/** Digits behind the point in tables. */
export const SHOWN_DIGITS = 4

export interface MetricCell {
  readonly mean: number | null
  readonly deviation: number | null
  readonly best: boolean
  /** Against the first group; null for the first group itself and where nothing was tested. */
  readonly test: PairedTest | null
}

export interface MetricRow {
  readonly key: string
  readonly label: string
  /** What the metric is, for a tooltip. */
  readonly help: string
  readonly cells: readonly MetricCell[]
}

/** One row per metric that any group has, in the order of the registry. */
export function metricRows(comparison: Comparison): MetricRow[] {
  const { groups } = comparison
  const present = new Set(groups.flatMap((group) => Object.keys(group.mean)))
  return [...present].toSorted(compareKeys).map((key) => {
    const means = groups.map((group) => group.mean[key] ?? null)
    const best = bestPlaces(means, isLowerBetter(key))
    return {
      key,
      label: metricLabel(key),
      help: metricHelp(key),
      cells: groups.map((group, index) => ({
        mean: means[index] ?? null,
        deviation: distinctSeeds(comparison, index) > 1 ? (group.deviation[key] ?? null) : null,
        best: best.has(index),
        test:
          index === 0
            ? null
            : (comparison.tests
                .find((pair) => pair.second === group.label)
                ?.tests.find((test) => test.metric === key) ?? null),
      })),
    }
  })
}

/** Different seeds of a group's runs: a seed that was trained twice counts once. */
export function distinctSeeds({ runs, groups }: Comparison, place: number): number {
  const members = groups[place]?.runs ?? []
  return new Set(runs.filter(({ id }) => members.includes(id)).map(({ config }) => config.seed)).size
}

/** The rows at one cutoff, or all of them. */
export function rowsAt(rows: readonly MetricRow[], cutoff: (typeof CUTOFFS)[number] | null): MetricRow[] {
  return rows.filter((row) => cutoff === null || row.key.endsWith(`@${cutoff}`))
}

/** Where the best values stand, as far as the table's digits tell; nowhere when all are equal. */
function bestPlaces(values: readonly (number | null)[], lower: boolean): Set<number> {
  const shown = values.map((value) => (value === null ? null : Number(value.toFixed(SHOWN_DIGITS))))
  const known = shown.filter((value) => value !== null)
  const best = lower ? Math.min(...known) : Math.max(...known)
  const places = shown.flatMap((value, place) => (value === best ? [place] : []))
  return new Set(places.length < known.length ? places : [])
}

/** The table as it is exported: per group mean, deviation and number of runs, and the test against the first. */
export function comparisonTable(comparison: Comparison): {
  header: string[]
  rows: (string | number | null)[][]
} {
  const heads = comparison.groups.flatMap((group, index) => [
    `${group.label} mean`,
    `${group.label} std`,
    `${group.label} runs`,
    ...(index === 0
      ? []
      : ['difference', '95% low', '95% high', 't', 'p', 'users'].map((head) => `${group.label} ${head}`)),
  ])
  const rows = metricRows(comparison).map((row) => [
    row.key,
    ...row.cells.flatMap((cell, index) => [
      cell.mean,
      cell.deviation,
      comparison.groups[index]?.runs.length ?? null,
      ...(index === 0
        ? []
        : [
            cell.test?.meanDifference ?? null,
            cell.test?.interval[0] ?? null,
            cell.test?.interval[1] ?? null,
            cell.test?.t ?? null,
            cell.test?.p ?? null,
            cell.test?.users ?? null,
          ]),
    ]),
  ])
  return { header: ['metric', ...heads], rows }
}
