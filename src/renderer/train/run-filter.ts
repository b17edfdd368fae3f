import type { DatasetId, SnapshotId } from '#shared/contract/ids.ts'
import { type Run, type RunSelection, RunState } from '#shared/contract/runs.ts'
import { ModelName } from '#shared/training/config.ts'
import type { TrainSearch } from './search.ts'

/** Those parts of the address that leave runs out. */
export const FILTERS = ['state', 'model', 'learned', 'tag', 'name'] as const
export type RunFilter = Pick<TrainSearch, (typeof FILTERS)[number]>

export function isFiltered(filter: RunFilter): boolean {
  return FILTERS.some((part) => filter[part] !== undefined)
}

/**
 * The runs that are asked of the engine: of the window's data set unless the address names others, and without those of studies, of
 * which there may be hundreds, unless it asks for them.
 */
export function selectionOf(
  { dataset, study }: Pick<TrainSearch, 'dataset' | 'study'>,
  ofWindow: DatasetId,
): RunSelection {
  return {
    ...(dataset !== 'all' && { dataset: dataset ?? ofWindow }),
    ...(study !== 'all' && { study: study ?? 'none' }),
  }
}

/** The runs that pass every part of the filter; every word of the name must be somewhere in a run's name. */
export function filterRuns(runs: readonly Run[], filter: RunFilter): Run[] {
  const { state, model, learned, tag, name } = filter
  const words = (name ?? '').toLowerCase().split(/\s+/)
  return runs.filter(
    (run) =>
      (state === undefined || run.state === state) &&
      (model === undefined || run.config.model.name === model) &&
      (learned === undefined || run.snapshot === learned) &&
      (tag === undefined || run.tags.includes(tag)) &&
      words.every((word) => run.name.toLowerCase().includes(word)),
  )
}

/** What there is to filter by. */
export interface FilterChoices {
  readonly states: readonly RunState[]
  readonly models: readonly ModelName[]
  readonly snapshots: readonly { readonly id: SnapshotId; readonly name: string }[]
  readonly tags: readonly string[]
}

/** The values that the runs have, each once: states and models in their usual order, tags by name. */
export function filterChoices(runs: readonly Run[]): FilterChoices {
  const states = new Set(runs.map(({ state }) => state))
  const models = new Set(runs.map(({ config }) => config.model.name))
  const snapshots = new Map(
    runs.flatMap(({ snapshot, snapshotName }) =>
      snapshot === null ? [] : [[snapshot, snapshotName ?? `snapshot ${snapshot}`] as const],
    ),
  )
  const tags = new Set(runs.flatMap((run) => run.tags))
  return {
    states: RunState.options.filter((state) => states.has(state)),
    models: ModelName.options.filter((model) => models.has(model)),
    snapshots: [...snapshots].map(([id, name]) => ({ id, name })),
    tags: [...tags].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  }
}
