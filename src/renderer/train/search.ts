import { z } from 'zod'
import { RunId, SnapshotId } from '#shared/contract/ids.ts'

/** The train page's part of the address: the runs whose curves are shown, and a snapshot to start with. */
export const TrainSearch = z.object({
  runs: z.array(RunId).optional().catch(undefined),
  /** Opens the form of a new run with this snapshot. */
  snapshot: SnapshotId.optional().catch(undefined),
})
export type TrainSearch = z.infer<typeof TrainSearch>
