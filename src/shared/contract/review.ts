import { oc } from '@orpc/contract'
import { z } from 'zod'
import { CatalogueAttribute } from './catalogue.ts'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, ProposalId, StepId, Timestamp } from './ids.ts'
import { Job } from './jobs.ts'
import { NegativeContent, ProposalFilter, ProposalSort, ProposalState, ProposalSummary } from './proposals.ts'

const base = oc.errors(commonErrors)

export const Verdict = z.enum(['accept', 'reject', 'skip', 'edit'])
export type Verdict = z.infer<typeof Verdict>

export const STATE_OF_VERDICT: Readonly<Record<Verdict, ProposalState>> = {
  accept: 'accepted',
  reject: 'rejected',
  skip: 'skipped',
  edit: 'edited',
}

/** Why a negative is rejected, in a few words. */
export const RejectionReason = z.string().trim().min(1).max(60)

const decision = z.object({
  proposal: ProposalId,
  note: z.string().optional(),
  /**
   * The step whose decision stood when the person decided, null where none did: if another one stands by now, nothing is
   * written. Left out: nobody else's decision may stand.
   */
  on: StepId.nullable().optional(),
})

/** What a curator says of one proposal. Only an edit carries content. */
export const DecisionInput = z.discriminatedUnion('verdict', [
  decision.extend({ verdict: z.literal('accept') }),
  decision.extend({ verdict: z.literal('reject'), reason: RejectionReason.optional() }),
  decision.extend({ verdict: z.literal('skip') }),
  decision.extend({ verdict: z.literal('edit'), content: NegativeContent }),
])
export type DecisionInput = z.infer<typeof DecisionInput>

/** The decision that counts for a proposal. */
export const Standing = z.object({
  step: StepId,
  state: ProposalState,
  annotator: Annotator,
  at: Timestamp,
  note: z.string().nullable(),
})
export type Standing = z.infer<typeof Standing>

/** How a proposal stands, as far as lists go. */
export const StateOfProposal = z.object({
  proposal: ProposalId,
  state: ProposalState,
  annotator: Annotator.nullable(),
})
export type StateOfProposal = z.infer<typeof StateOfProposal>

export const Decision = z.object({
  step: StepId,
  annotator: Annotator,
  verdict: Verdict,
  note: z.string().nullable(),
  /** Of a rejection; null where none was given. */
  reason: z.string().nullable(),
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
  /** What a decision on this card is made on; null while nothing stands. */
  standing: Standing.nullable(),
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

/** How many there are in some of the states; in all of them where none is named. */
export function countOfStates(
  counts: StateCounts,
  states: readonly ProposalState[] = ProposalState.options,
): number {
  return [...new Set(states)].reduce((sum, state) => sum + counts[state], 0)
}

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

/** Where a page of the queue begins, or with `before` ends. A proposal need not be in the queue itself: its place is known all the same. */
export const QueueStart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('after'), proposal: ProposalId }),
  z.object({ kind: z.literal('before'), proposal: ProposalId }),
  /** With the proposal itself, where the filter lets it through. */
  z.object({ kind: z.literal('at'), proposal: ProposalId }),
  /** Counted from 1. */
  z.object({ kind: z.literal('position'), position: z.int().positive() }),
])
export type QueueStart = z.infer<typeof QueueStart>

/** One open window of the studio, named by itself. */
export const WindowId = z.string().min(1).max(64)

/** Who has a proposal on screen. It ends with the decision, on leaving, and `until` unless it is asked for again. */
export const Lease = z.object({
  proposal: ProposalId,
  dataset: DatasetId,
  annotator: Annotator,
  window: WindowId,
  since: Timestamp,
  until: Timestamp,
})
export type Lease = z.infer<typeof Lease>

/** What a step is: it decides ('decide', 'bulk', 'attributes'), or changes whether an earlier one stands. */
export const StepKind = z.enum(['decide', 'bulk', 'attributes', 'undo', 'redo', 'revert'])
export type StepKind = z.infer<typeof StepKind>

/** What taking a step back, or bringing it back, came to. */
export const ChangedStep = z.object({
  /** The step that stands no longer, or again. */
  step: StepId,
  /** "reject of Red mug" */
  description: z.string(),
  /** Whose state changed by it; the first thousand. */
  proposals: z.array(ProposalId),
  /** How many those are; null while a step of many decisions is still being worked through. */
  changed: z.int().nullable(),
  /** What it could not change, since it was decided again in the meantime: how that stands; the first hundred. */
  kept: z.array(StateOfProposal),
})
export type ChangedStep = z.infer<typeof ChangedStep>

export const HistoryStep = z.object({
  step: StepId,
  annotator: Annotator,
  kind: StepKind.exclude(['attributes']),
  at: Timestamp,
  /** "reject of Red mug", "12 accepts"; of an undo, a redo and a revert: what the step did that it concerns. */
  description: z.string(),
  /** How many decisions it made, or concerned. */
  decisions: z.int(),
  /** The first three. */
  proposals: z.array(z.object({ proposal: ProposalId, title: z.string() })),
  /** The step that was taken back or brought back. */
  target: StepId.nullable(),
  /** Whether it counts: nobody took it back. */
  standing: z.boolean(),
})
export type HistoryStep = z.infer<typeof HistoryStep>

/** How far a bulk action is. */
export const BulkProgress = z.object({
  step: StepId,
  dataset: DatasetId,
  annotator: Annotator,
  verdict: Verdict.exclude(['edit']),
  state: z.enum(['running', 'finished', 'stopped']),
  /** What the filter let through when it began. */
  total: z.int(),
  decided: z.int(),
  /** Left alone, since somebody decided them after it began. */
  passed: z.int(),
})
export type BulkProgress = z.infer<typeof BulkProgress>

export const review = {
  /**
   * A page of the ids that the filter lets through, in the order of `sort`, equal ones oldest first; without a limit all of them.
   * How sure the reader is, is computed in the background: before it is known `least-certain` is oldest first, and the event
   * `review-order` says when to ask again. `wait` answers once it is known from the decisions as they stand.
   */
  queue: base
    .input(
      z.object({
        filter: ProposalFilter,
        sort: ReviewSort,
        wait: z.boolean().optional(),
        from: QueueStart.optional(),
        limit: z.int().positive().max(1000).optional(),
      }),
    )
    .output(
      z.object({
        proposals: z.array(ProposalId),
        /** Null where a search lets so much through that counting it takes a while: `counts` does it. */
        counts: StateCounts.nullable(),
        /** Of the first one, counted from 1; null after `after` and `before`, and where counting takes a while. */
        position: z.int().positive().nullable(),
      }),
    ),
  /** How many proposals stand in each state, of those that the filter lets through whatever states it names. */
  counts: base.input(z.object({ filter: ProposalFilter })).output(StateCounts),
  card: base.input(z.object({ proposal: ProposalId, annotator: Annotator.optional() })).output(ReviewCard),
  /**
   * One step of the person, on disk when this answers; all decisions or none. Ends the window's lease, and gives it the first of
   * `next` that nobody else has on screen and that is in one of the states by then.
   */
  decide: base
    .input(
      z.object({
        annotator: Annotator,
        decisions: z.array(DecisionInput).min(1).max(100_000),
        /** Milliseconds the proposal was on screen. */
        dwell: z.int().nonnegative().optional(),
        window: WindowId.optional(),
        next: z
          .object({ proposals: z.array(ProposalId).max(100), states: z.array(ProposalState).optional() })
          .optional(),
      }),
    )
    .output(
      z.discriminatedUnion('outcome', [
        z.object({
          outcome: z.literal('decided'),
          step: StepId,
          decided: z.int(),
          /** The lease that the window has now; null where none of `next` was free. */
          next: Lease.nullable(),
        }),
        /** Nothing was written: what stands is not what the person decided on. */
        z.object({
          outcome: z.literal('conflict'),
          conflicts: z.array(z.object({ proposal: ProposalId, stands: Standing.nullable() })),
        }),
      ]),
    ),
  /** One verdict on all that the filter lets through, as one step. Answers when it began; with `wait` when it ended. */
  bulk: base
    .input(
      z.object({
        annotator: Annotator,
        filter: ProposalFilter,
        verdict: Verdict.exclude(['edit']),
        note: z.string().optional(),
        wait: z.boolean().optional(),
      }),
    )
    .output(BulkProgress),
  /** Ends a bulk action where it is; what it decided stands until it is undone. */
  stopBulk: base.input(z.object({ step: StepId })).output(BulkProgress),
  /** Takes back the annotator's newest step that still stands; null when there is none. */
  undo: base
    .input(z.object({ annotator: Annotator, dataset: DatasetId.optional() }))
    .output(z.object({ undone: ChangedStep.nullable() })),
  /** Brings back what the annotator's newest undo took back; null when there is none, or they did something else since. */
  redo: base
    .input(z.object({ annotator: Annotator, dataset: DatasetId.optional() }))
    .output(z.object({ redone: ChangedStep.nullable() })),
  /** Steps on proposals, newest first. `before` is the last step of the page before. */
  history: base
    .input(
      z.object({
        dataset: DatasetId,
        /** Whose steps; everybody's where left out. */
        by: Annotator.optional(),
        kinds: z.array(StepKind.exclude(['attributes'])).optional(),
        standing: z.boolean().optional(),
        before: StepId.optional(),
        limit: z.int().positive().max(200).default(50),
      }),
    )
    .output(z.object({ steps: z.array(HistoryStep), more: z.boolean() })),
  /** Takes back any step, of whoever; later ones stay. Reverting a revert brings the step back. */
  revert: base
    .input(z.object({ annotator: Annotator, step: StepId }))
    .output(z.object({ reverted: ChangedStep })),
  /** Asks for a proposal, or keeps it for another half minute. Answers who has it now: the caller, or somebody else. */
  lease: base
    .input(
      z.object({
        proposal: ProposalId,
        annotator: Annotator,
        window: WindowId,
        takeOver: z.boolean().default(false),
      }),
    )
    .output(Lease),
  /** The window has nothing on screen any more. */
  release: base.input(z.object({ window: WindowId })).output(z.object({ released: z.literal(true) })),
  leases: base.input(z.object({ dataset: DatasetId })).output(z.array(Lease)),
  /** What a rejection can be explained by, in the order of their keys. */
  reasons: base.output(z.array(RejectionReason)),
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
