import { oc } from '@orpc/contract'
import { z } from 'zod'
import { CatalogueAttribute } from './catalogue.ts'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, ProposalId, StepId, Timestamp } from './ids.ts'
import { Job } from './jobs.ts'
import { NegativeContent, ProposalFilter, ProposalSort, ProposalSummary } from './proposals.ts'

const base = oc.errors(commonErrors)

export const Verdict = z.enum(['accept', 'reject', 'skip', 'edit'])
export type Verdict = z.infer<typeof Verdict>

/** What a curator says of one proposal. Only an edit carries content. */
export const DecisionInput = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('accept'), proposal: ProposalId, note: z.string().optional() }),
  z.object({ verdict: z.literal('reject'), proposal: ProposalId, note: z.string().optional() }),
  z.object({ verdict: z.literal('skip'), proposal: ProposalId, note: z.string().optional() }),
  z.object({
    verdict: z.literal('edit'),
    proposal: ProposalId,
    content: NegativeContent,
    note: z.string().optional(),
  }),
])
export type DecisionInput = z.infer<typeof DecisionInput>

export const Decision = z.object({
  step: StepId,
  annotator: Annotator,
  verdict: Verdict,
  note: z.string().nullable(),
  at: Timestamp,
  undone: z.boolean(),
})
export type Decision = z.infer<typeof Decision>

/** Everything that the review screen shows of one proposal. */
export const ReviewCard = ProposalSummary.extend({
  positive: z.object({
    text: z.string(),
    /** What the positive's picture shows, in the generator's words; empty without a picture. */
    visual: z.string(),
    attributes: z.array(CatalogueAttribute),
  }),
  /** As proposed; never changes. */
  proposed: NegativeContent,
  /** As it stands: the newest edit, or what was proposed. */
  current: NegativeContent,
  /** The annotator's unfinished edit. */
  draft: NegativeContent.nullable(),
  note: z.string(),
  history: z.array(Decision),
})
export type ReviewCard = z.infer<typeof ReviewCard>

export const StateCounts = z.object({
  pending: z.int(),
  accepted: z.int(),
  edited: z.int(),
  rejected: z.int(),
  skipped: z.int(),
})
export type StateCounts = z.infer<typeof StateCounts>

export const AnnotatorStatistics = z.object({
  annotator: Annotator,
  decisions: z.int(),
  /** (accepted + edited) / (accepted + edited + rejected); null before the first of them. */
  acceptanceRate: z.number().nullable(),
  /** Median milliseconds a proposal was on screen before its decision. */
  medianDwell: z.number().nullable(),
})

/** `least-certain`: first what the attribute reader, taught by what is curated so far, is least sure how to read. */
export const ReviewSort = z.enum([...ProposalSort.options, 'least-certain'])
export type ReviewSort = z.infer<typeof ReviewSort>

export const review = {
  /**
   * The ids of all proposals that the filter lets through, in the order of `sort`; equal ones oldest first. How sure the reader is, is
   * computed in the background: before it is known `least-certain` is oldest first, and the event `review-order` says when to ask
   * again. `wait` answers once it is known from the decisions as they stand.
   */
  queue: base
    .input(z.object({ filter: ProposalFilter, sort: ReviewSort, wait: z.boolean().optional() }))
    .output(z.object({ proposals: z.array(ProposalId), counts: StateCounts })),
  card: base.input(z.object({ proposal: ProposalId, annotator: Annotator.optional() })).output(ReviewCard),
  /** One step of the person, on disk when this answers. */
  decide: base
    .input(
      z.object({
        annotator: Annotator,
        decisions: z.array(DecisionInput).min(1).max(100_000),
        /** Milliseconds the proposal was on screen. */
        dwell: z.int().nonnegative().optional(),
      }),
    )
    .output(z.object({ step: StepId, decided: z.int() })),
  /** Takes back the annotator's newest step that still stands; null when there is none. */
  undo: base.input(z.object({ annotator: Annotator, dataset: DatasetId.optional() })).output(
    z.object({
      undone: z
        .object({
          step: StepId,
          proposals: z.array(ProposalId),
          /** "reject of Red mug" */
          description: z.string(),
        })
        .nullable(),
    }),
  ),
  saveDraft: base
    .input(z.object({ proposal: ProposalId, annotator: Annotator, content: NegativeContent }))
    .output(z.object({ saved: z.literal(true) })),
  discardDraft: base
    .input(z.object({ proposal: ProposalId, annotator: Annotator }))
    .output(z.object({ discarded: z.literal(true) })),
  saveNote: base
    .input(z.object({ proposal: ProposalId, annotator: Annotator, note: z.string() }))
    .output(z.object({ saved: z.literal(true) })),
  /** A new proposal for the same item with the curator's hint; the old one stays as it is. */
  regenerate: base.input(z.object({ proposal: ProposalId, hint: z.string() })).output(Job),
  /** Annotators in alphabetical order. */
  progress: base
    .input(z.object({ dataset: DatasetId }))
    .output(z.object({ counts: StateCounts, annotators: z.array(AnnotatorStatistics) })),
}
