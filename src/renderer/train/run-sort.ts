import { z } from 'zod'
import type { Run, RunState } from '#shared/contract/runs.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { backendLabel } from '#shared/training/backends.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'
import { type Sort, type SortDirection, sortedBy, toggledSort } from '../components/sorting/sort.ts'

export const RunColumnId = z.enum([
  'name',
  'state',
  'model',
  'dataset',
  'snapshot',
  'seed',
  'epoch',
  'validation',
  'test',
  'trained',
  'speed',
  'backend',
  'created',
])
export type RunColumnId = z.infer<typeof RunColumnId>

export type RunSort = Sort<RunColumnId>

const STATES_IN_ORDER: readonly RunState[] = ['running', 'queued', 'paused', 'finished', 'stopped', 'failed']
const ENDED = STATES_IN_ORDER.indexOf('finished')

/** What a column sorts by; null where a run has no value in it. */
const SORT_VALUES: Readonly<Record<RunColumnId, (run: Run) => string | number | null>> = {
  name: ({ name }) => name,
  state: ({ state }) => STATES_IN_ORDER.indexOf(state),
  model: ({ config }) => modelDescriptor(config.model.name).label,
  dataset: ({ datasetName }) => datasetName,
  snapshot: ({ snapshotName }) => snapshotName,
  seed: ({ config }) => config.seed,
  epoch: ({ epoch }) => (epoch === 0 ? null : epoch),
  validation: ({ validation }) => validation?.['recall@20'] ?? null,
  test: (run) => testOf(run)?.['recall@20'] ?? null,
  trained: ({ trainedSeconds }) => (trainedSeconds === 0 ? null : trainedSeconds),
  speed: ({ epoch, secondsPerEpoch }) => (epoch === 0 ? null : secondsPerEpoch),
  backend: ({ backend }) => (backend === null ? null : backendLabel(backend)),
  created: ({ createdAt }) => createdAt,
}

const FROM_HIGHEST: readonly RunColumnId[] = ['epoch', 'validation', 'test', 'trained', 'created']

/** How a column sorts first: metrics and times from the highest, everything else from the lowest. */
export function firstDirection(column: RunColumnId): SortDirection {
  return FROM_HIGHEST.includes(column) ? 'down' : 'up'
}

export function nextSort(sort: RunSort | null, column: RunColumnId): RunSort | null {
  return toggledSort(sort, column, firstDirection(column))
}

/**
 * The runs in order. Without one that somebody asked for: running runs first, then queued and paused ones, then the others.
 * Runs without a value come last in both directions; equal ones stay in the given order.
 */
export function sortRuns(runs: readonly Run[], sort: RunSort | null): Run[] {
  if (sort === null) {
    const rank = ({ state }: Run) => Math.min(STATES_IN_ORDER.indexOf(state), ENDED)
    return runs.toSorted((a, b) => rank(a) - rank(b))
  }
  return sortedBy(runs, SORT_VALUES[sort.column], sort.direction)
}
