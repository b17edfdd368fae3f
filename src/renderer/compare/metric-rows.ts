import type { Comparison, PairedTest } from '#shared/contract/runs.ts'
import { type CUTOFFS, METRIC_KEYS } from '#shared/training/metrics.ts'

/** Digits behind the point in tables. */
export const SHOWN_DIGITS = 4

/** A metric's name as tables and sentences write it. */
const NAMES: Readonly<Record<string, string>> = {
  recall: 'Recall',
  ndcg: 'NDCG',
  precision: 'Precision',
  map: 'MAP',
  hitrate: 'Hit rate',
  coverage: 'Coverage',
  gini: 'Gini',
}

export function metricLabel(key: string): string {
  const [name = key, cutoff] = key.split('@')
  const label = NAMES[name] ?? name
  return cutoff === undefined ? label : `${label}@${cutoff}`
}

/** The Gini index of the recommended lists measures how unequal they are; everything else is better high. */
export function isLowerBetter(key: string): boolean {
  return key.startsWith('gini@')
}

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
  readonly cells: readonly MetricCell[]
}

/** One row per metric that any group has: the ranking metrics in their usual order, then the others. */
export function metricRows(comparison: Comparison): MetricRow[] {
  const { groups } = comparison
  const present = new Set(groups.flatMap((group) => Object.keys(group.mean)))
  const ranking: string[] = METRIC_KEYS.filter((key) => present.has(key))
  const others = [...present].filter((key) => !ranking.includes(key)).toSorted(byNameAndCutoff)
  return [...ranking, ...others].map((key) => {
    const means = groups.map((group) => group.mean[key] ?? null)
    const best = bestPlaces(means, isLowerBetter(key))
    return {
      key,
      label: metricLabel(key),
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

function byNameAndCutoff(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
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
