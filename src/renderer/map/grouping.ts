import type { ItemId } from '#shared/contract/ids.ts'
import type { MapPoints, ProposalPoint } from '#shared/contract/maps.ts'
import type { QualityMetrics } from '#shared/contract/proposals.ts'
import { formatMetric, METRIC_MEANINGS } from '../components/quality-metrics.ts'
import { STATE_LABELS, STATES_IN_ORDER } from '../review/states.ts'
import type { Hue } from './colors.ts'

/** What the color of a point says. */
export type Coloring = 'category' | 'state' | keyof QualityMetrics

export const COLORINGS: readonly { readonly value: Coloring; readonly label: string }[] = [
  { value: 'category', label: 'Category' },
  { value: 'state', label: 'State' },
  ...METRIC_MEANINGS.map(({ key, label }) => ({ value: key, label })),
]

export interface PointGroup {
  readonly label: string
  readonly hue: Hue
  readonly items: number
  readonly proposals: readonly ProposalPoint[]
}

/** Points in groups of one color each. */
export interface Grouping {
  readonly groups: readonly PointGroup[]
  /** Hue of each item and of each proposal, in their order. */
  readonly itemHues: readonly Hue[]
  readonly proposalHues: readonly Hue[]
}

const LARGEST_CATEGORIES = 8
const BINS = 5

/** Groups without points are left out, except that a state is listed as long as any proposal is there. */
export function groupPoints(points: MapPoints, coloring: Coloring): Grouping {
  switch (coloring) {
    case 'category':
      return byCategory(points)
    case 'state':
      return byState(points)
    default:
      return byMetric(points, coloring)
  }
}

function byCategory(points: MapPoints): Grouping {
  const categories = new Map(points.items.map(({ item, category }) => [item, category]))
  const largest = [...Map.groupBy(points.items, ({ category }) => category)]
    .flatMap(([category, items]) => (category === null ? [] : [{ category, count: items.length }]))
    .sort((a, b) => b.count - a.count || a.category.localeCompare(b.category))
    .slice(0, LARGEST_CATEGORIES)
    .map(({ category }) => category)
  const labels = [...largest, 'Other categories', 'No category']
  const group = (item: ItemId): number => {
    const category = categories.get(item) ?? null
    if (category === null) return largest.length + 1
    const place = largest.indexOf(category)
    return place < 0 ? largest.length : place
  }
  return grouped(
    points,
    labels.map((label, at): [string, Hue] => [
      label,
      at < largest.length ? { kind: 'category', index: at } : { kind: 'plain', index: at - largest.length },
    ]),
    ({ item }) => group(item),
    ({ item }) => group(item),
  )
}

function byState(points: MapPoints): Grouping {
  return grouped(
    points,
    [
      ...STATES_IN_ORDER.map((state): [string, Hue] => [STATE_LABELS[state].label, { kind: 'state', state }]),
      ITEMS,
    ],
    () => STATES_IN_ORDER.length,
    ({ state }) => STATES_IN_ORDER.indexOf(state),
  )
}

const ITEMS: [string, Hue] = ['Items', { kind: 'plain', index: 0 }]

/** Bins of equal width from the least to the largest value there is. */
function byMetric(points: MapPoints, metric: keyof QualityMetrics): Grouping {
  const values = points.proposals.flatMap(({ qualityMetrics }) => qualityMetrics[metric] ?? [])
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const width = (values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - least) / BINS
  const bins = values.length === 0 ? 0 : width > 0 ? BINS : 1
  const labels = Array.from({ length: bins }, (_, bin): [string, Hue] => [
    bins === 1
      ? formatMetric(least)
      : `${formatMetric(least + bin * width)} to ${formatMetric(least + (bin + 1) * width)}`,
    { kind: 'scale', share: bins === 1 ? 0.5 : bin / (BINS - 1) },
  ])
  return grouped(
    points,
    [...labels, ['Not known', { kind: 'plain', index: 1 }], ITEMS],
    () => bins + 1,
    ({ qualityMetrics }) => {
      const value = qualityMetrics[metric]
      if (value === null) return bins
      return bins === 1 ? 0 : Math.min(BINS - 1, Math.floor((value - least) / width))
    },
  )
}

function grouped(
  { items, proposals }: MapPoints,
  labels: readonly (readonly [label: string, hue: Hue])[],
  groupOfItem: (item: { item: ItemId }) => number,
  groupOfProposal: (proposal: ProposalPoint) => number,
): Grouping {
  const hueAt = (group: number): Hue => labels[group]?.[1] ?? ITEMS[1]
  const itemGroups = items.map(groupOfItem)
  const proposalGroups = proposals.map(groupOfProposal)
  const members = Map.groupBy(proposals, (_, at) => proposalGroups[at] ?? 0)
  const counts = Map.groupBy(itemGroups, (group) => group)
  return {
    groups: labels
      .map(([label, hue], group) => ({
        label,
        hue,
        items: counts.get(group)?.length ?? 0,
        proposals: members.get(group) ?? [],
      }))
      .filter((group) => group.items + group.proposals.length > 0),
    itemHues: itemGroups.map(hueAt),
    proposalHues: proposalGroups.map(hueAt),
  }
}
