import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { DatasetId, ProposalId, RunId, SnapshotId, StudyId, Timestamp } from './ids.ts'
import { NegativeContent } from './proposals.ts'

const base = oc.errors(commonErrors)

/** What a snapshot freezes: what curators let through, or everything as it was generated, which nobody reviewed. */
export const SnapshotContent = z.enum(['curated', 'proposed'])
export type SnapshotContent = z.infer<typeof SnapshotContent>

export const SnapshotName = z.string().trim().min(1).max(120)
export const SnapshotNote = z.string().trim().max(2000)

export const Snapshot = z.object({
  id: SnapshotId,
  dataset: DatasetId,
  name: z.string(),
  which: SnapshotContent,
  /** What it is for, in the person's words. */
  note: z.string(),
  negatives: z.int(),
  /** SHA-256 over the frozen negatives in canonical order, with what else was frozen: equal content, equal hash. */
  hash: z.string(),
  createdAt: Timestamp,
})
export type Snapshot = z.infer<typeof Snapshot>

/** What learned from a snapshot, or will. */
export const SnapshotUses = z.object({
  runs: z.array(z.object({ id: RunId, name: z.string() })),
  studies: z.array(z.object({ id: StudyId, name: z.string() })),
})
export type SnapshotUses = z.infer<typeof SnapshotUses>

/** A negative that two snapshots do not have in common. */
export const SnapshotDifference = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  /** Null where a file brought it. */
  proposal: ProposalId.nullable(),
  externalId: z.string(),
  title: z.string(),
  /** In the first snapshot. */
  before: NegativeContent.nullable(),
  /** In the second one. */
  after: NegativeContent.nullable(),
})
export type SnapshotDifference = z.infer<typeof SnapshotDifference>

export const SnapshotComparison = z.object({
  counts: z.object({ added: z.int(), removed: z.int(), changed: z.int(), unchanged: z.int() }),
  /** Whether the verdicts on attributes are the same. */
  sameAttributes: z.boolean(),
  /** The first 200 of each kind, by item. */
  differences: z.array(SnapshotDifference),
})
export type SnapshotComparison = z.infer<typeof SnapshotComparison>

const one = z.object({ snapshot: SnapshotId })

export const snapshots = {
  /** Newest first; of all data sets where none is named. */
  list: base.input(z.object({ dataset: DatasetId.optional() })).output(z.array(Snapshot)),
  create: base
    .input(
      z.object({
        dataset: DatasetId,
        name: SnapshotName,
        which: SnapshotContent.default('curated'),
        note: SnapshotNote.optional(),
      }),
    )
    .output(Snapshot),
  /** Sets what is given; what is frozen never changes. */
  describe: base
    .input(one.extend({ name: SnapshotName.optional(), note: SnapshotNote.optional() }))
    .output(Snapshot),
  /** Refused while a run or a study needs it. */
  remove: base.input(one).output(z.object({ removed: z.literal(true) })),
  uses: base.input(one).output(SnapshotUses),
  /** What the second one has otherwise than the first; both of one data set. */
  compare: base.input(z.object({ from: SnapshotId, to: SnapshotId })).output(SnapshotComparison),
  /** Brings an exported snapshot back, with its hash: from a folder of an export, or from one of its files. */
  import: base
    .input(z.object({ dataset: DatasetId, path: z.string().trim().min(1), name: SnapshotName.optional() }))
    .output(Snapshot),
}
