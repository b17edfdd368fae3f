import { z } from 'zod'

/** Branded ids: a dataset's number can never be handed to something that wants a proposal's. */
export const DatasetId = z.int().positive().brand<'DatasetId'>()
export type DatasetId = z.infer<typeof DatasetId>

export const ItemId = z.int().positive().brand<'ItemId'>()
export type ItemId = z.infer<typeof ItemId>

export const TemplateId = z.int().positive().brand<'TemplateId'>()
export type TemplateId = z.infer<typeof TemplateId>

export const JobId = z.int().positive().brand<'JobId'>()
export type JobId = z.infer<typeof JobId>

export const ProposalId = z.int().positive().brand<'ProposalId'>()
export type ProposalId = z.infer<typeof ProposalId>

export const StepId = z.int().positive().brand<'StepId'>()
export type StepId = z.infer<typeof StepId>

export const SnapshotId = z.int().positive().brand<'SnapshotId'>()
export type SnapshotId = z.infer<typeof SnapshotId>

export const RunId = z.int().positive().brand<'RunId'>()
export type RunId = z.infer<typeof RunId>

export const StudyId = z.int().positive().brand<'StudyId'>()
export type StudyId = z.infer<typeof StudyId>

export const ViewId = z.int().positive().brand<'ViewId'>()
export type ViewId = z.infer<typeof ViewId>

/** SHA-256 of a picture's bytes, lower-case hex: the only name a media URL can carry. */
export const MediaHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'MediaHash'>()
export type MediaHash = z.infer<typeof MediaHash>

/** Name under which a person's decisions are recorded. */
export const Annotator = z.string().trim().min(1).max(80).brand<'Annotator'>()
export type Annotator = z.infer<typeof Annotator>

/** Milliseconds since 1970, UTC. */
export const Timestamp = z.int().nonnegative()
