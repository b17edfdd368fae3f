import { z } from 'zod'
import { DatasetId, RunId, SnapshotId, StudyId } from '#shared/contract/ids.ts'
import { RunState, RunTag } from '#shared/contract/runs.ts'
import { ModelName } from '#shared/training/config.ts'
import { SortDirection } from '../components/sorting/sort.ts'
import { RunColumnId } from './run-sort.ts'

/**
 * The train page's part of the address: which runs the table shows in which order, and those whose curves are below.
 * What cannot be read is left out, so that an old or mistyped address still opens.
 */
export const TrainSearch = z.object({
  runs: z.array(RunId).optional().catch(undefined),
  /** Opens the form of a new run with this snapshot. */
  snapshot: SnapshotId.optional().catch(undefined),
  /** Of the runs; the window's data set where left out. */
  dataset: z
    .union([z.literal('all'), DatasetId])
    .optional()
    .catch(undefined),
  state: RunState.optional().catch(undefined),
  model: ModelName.optional().catch(undefined),
  /** The snapshot that a run learned from. */
  learned: SnapshotId.optional().catch(undefined),
  /** Typed numbers come back from an address as numbers. */
  tag: z.coerce.string().pipe(RunTag).optional().catch(undefined),
  /** The study that runs are trainings of; with the runs of all studies, or without any where left out. */
  study: z
    .union([z.literal('all'), StudyId])
    .optional()
    .catch(undefined),
  /** Words of the name. */
  name: z.coerce.string().trim().min(1).optional().catch(undefined),
  /** Active runs first, newest first among the others, where left out. */
  sort: RunColumnId.optional().catch(undefined),
  direction: SortDirection.optional().catch(undefined),
})
export type TrainSearch = z.infer<typeof TrainSearch>
