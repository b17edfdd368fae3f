import type { Dataset } from '#shared/contract/catalogue.ts'
import type { SnapshotId, StudyId } from '#shared/contract/ids.ts'
import { type Run, RunState } from '#shared/contract/runs.ts'
import { ModelName } from '#shared/training/config.ts'
import type { TrainSearch } from './search.ts'

/** Those parts of the address that leave runs out. */
export const FILTERS = ['state', 'model', 'learned', 'tag', 'name'] as const
export type RunFilter = Pick<TrainSearch, (typeof FILTERS)[number]>

export function isFiltered(filter: RunFilter): boolean {
  return FILTERS.some((part) => filter[part] !== undefined)
}

/** The runs of the data sets that the address names: the given one where it names none. */
export function runsOf(runs: readonly Run[], named: TrainSearch['dataset'], dataset: Dataset): Run[] {
  if (named === 'all') return [...runs]
  const wanted = named ?? dataset.id
  return runs.filter((run) => run.dataset === wanted)
}

/**
 * The runs without those of studies, of which there may be hundreds, unless the address asks for all of them or for one
 * study's.
 */
export function runsOfStudies(runs: readonly Run[], named: TrainSearch['study']): Run[] {
  if (named === 'all') return [...runs]
  return runs.filter(({ study }) => (named === undefined ? study === null : study?.id === named))
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
  readonly studies: readonly { readonly id: StudyId; readonly name: string }[]
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
  const studies = new Map(
    runs.flatMap(({ study }) => (study === null ? [] : [[study.id, study.name] as const])),
  )
  const tags = new Set(runs.flatMap((run) => run.tags))
  return {
    states: RunState.options.filter((state) => states.has(state)),
    models: ModelName.options.filter((model) => models.has(model)),
    snapshots: [...snapshots].map(([id, name]) => ({ id, name })),
    tags: [...tags].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    studies: [...studies].map(([id, name]) => ({ id, name })),
  }
}
