import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, JobId, ProposalId, StepId, Timestamp } from './ids.ts'
import { NegativeContent } from './proposals.ts'
import { RejectionReason, Standing, Verdict } from './review.ts'

const base = oc.errors(commonErrors)

/** One decision made elsewhere: a line of a file of JSON lines. */
export const DecisionLine = z
  .object({
    proposal: ProposalId.optional().describe('Number of the proposal; or `item` and `job`'),
    item: z.string().optional().describe('Id of the item in its source'),
    job: JobId.optional().describe('Job that proposed a negative for it'),
    verdict: Verdict,
    annotator: Annotator,
    /** When it was decided there; what was decided here later is a conflict. */
    time: z.iso.datetime({ offset: true }).optional(),
    note: z.string().optional(),
    reason: RejectionReason.optional(),
    content: NegativeContent.optional().describe('Of an edit: the whole negative as edited'),
    /** The step that stood where it was decided, null for none: anything else by now is a conflict. */
    on: StepId.nullable().optional(),
  })
  .refine(({ proposal, item, job }) => proposal !== undefined || (item !== undefined && job !== undefined), {
    message: 'name the proposal, or the item and the job',
    path: ['proposal'],
  })
  .refine(({ verdict, content }) => (verdict === 'edit') === (content !== undefined), {
    message: 'an edit has a content, and nothing else has one',
    path: ['content'],
  })
  .refine(({ verdict, reason }) => reason === undefined || verdict === 'reject', {
    message: 'only a rejection has a reason',
    path: ['reason'],
  })
export type DecisionLine = z.infer<typeof DecisionLine>

/** A decision of the file beside what stands here by now. Nothing of it is written by itself. */
export const ImportConflict = z.object({
  line: z.int(),
  proposal: ProposalId,
  title: z.string(),
  theirs: z.object({
    annotator: Annotator,
    verdict: Verdict,
    at: Timestamp.nullable(),
    note: z.string().nullable(),
  }),
  /** Null where it was taken back. */
  ours: Standing.nullable(),
})
export type ImportConflict = z.infer<typeof ImportConflict>

export const DecisionImport = z.object({
  /** By annotator, in the order of the file. The step is null before it is written. */
  steps: z.array(z.object({ annotator: Annotator, decisions: z.int(), step: StepId.nullable() })),
  /** Decided here already as the file says. */
  unchanged: z.int(),
  conflicts: z.array(ImportConflict),
})
export type DecisionImport = z.infer<typeof DecisionImport>

const file = z.object({
  dataset: DatasetId,
  path: z.string().trim().min(1),
  /** Lines whose decision is to be written although something else stands. */
  theirs: z.array(z.int()).default([]),
})

/** Decisions made elsewhere. */
export const decisions = {
  /** What an import would do; nothing is written. */
  preview: base.input(file).output(DecisionImport),
  /** One step of each annotator, all of them or none; conflicts are left out unless `theirs` names their lines. */
  import: base.input(file).output(DecisionImport),
}
