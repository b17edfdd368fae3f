import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { DatasetId, SnapshotId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

/** What a snapshot freezes: what curators let through, or everything as it was generated, which nobody reviewed. */
export const SnapshotContent = z.enum(['curated', 'proposed'])
export type SnapshotContent = z.infer<typeof SnapshotContent>

export const Snapshot = z.object({
  id: SnapshotId,
  dataset: DatasetId,
  name: z.string(),
  which: SnapshotContent,
  negatives: z.int(),
  /** SHA-256 over the frozen negatives in canonical order, with what else was frozen: equal content, equal hash. */
  hash: z.string(),
  createdAt: Timestamp,
})
export type Snapshot = z.infer<typeof Snapshot>

export const snapshots = {
  /** Newest first; of all data sets where none is named. */
  list: base.input(z.object({ dataset: DatasetId.optional() })).output(z.array(Snapshot)),
  create: base
    .input(
      z.object({
        dataset: DatasetId,
        name: z.string().trim().min(1).max(120),
        which: SnapshotContent.default('curated'),
      }),
    )
    .output(Snapshot),
}
