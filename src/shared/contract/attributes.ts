import { oc } from '@orpc/contract'
import { z } from 'zod'
import { AttributeRole, AttributeVerdict } from '../attributes/verdict.ts'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, StepId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

/** In how many proposals of the data set something occurs. */
export const AttributeCounts = z.object({
  /** Proposals that changed it, whatever became of them. */
  changed: z.int().nonnegative(),
  /** Accepted and edited ones in which the change stands. */
  kept: z.int().nonnegative(),
  /** Edited ones whose curator put it back. */
  putBack: z.int().nonnegative(),
})
export type AttributeCounts = z.infer<typeof AttributeCounts>

export const AttributeValue = AttributeCounts.extend({
  value: z.string(),
  /** Other values that count as this one. */
  merged: z.array(z.string()),
})
export type AttributeValue = z.infer<typeof AttributeValue>

/** An attribute of a data set's proposals, after merging. */
export const CuratedAttribute = AttributeCounts.extend({
  name: z.string(),
  /** Other names that count as this one. */
  merged: z.array(z.string()),
  role: AttributeRole,
  /** Who gave the role, and when; null while nobody did. */
  roleBy: z.object({ annotator: Annotator, at: Timestamp }).nullable(),
  /** What a run takes it for: the role, or what curators did more often where it is undecided. */
  effectiveRole: z.enum(['key', 'nuisance']),
  /** The most frequent first. */
  values: z.array(AttributeValue),
})
export type CuratedAttribute = z.infer<typeof CuratedAttribute>

/** A merge that a rule or a language model proposes; it counts once a curator decides these verdicts. */
export const AttributeSuggestion = z.object({
  source: z.enum(['rules', 'model']),
  rule: z.enum(['spacing', 'plural', 'spelling', 'misspelling', 'granularity', 'rare', 'model']),
  /** A sentence without a full stop. */
  reason: z.string(),
  verdicts: z.array(AttributeVerdict).min(1),
})
export type AttributeSuggestion = z.infer<typeof AttributeSuggestion>

export const attributes = {
  /** Attributes by how often they were changed, the most frequent first; suggested merges, names before values. */
  list: base
    .input(z.object({ dataset: DatasetId }))
    .output(z.object({ attributes: z.array(CuratedAttribute), suggestions: z.array(AttributeSuggestion) })),
  /**
   * Asks a model of the Ollama server, the workspace's where none is named, which names and values mean the same. Answers when it
   * has said all; until then its merges join the suggestions as they come. Stops when the client no longer waits.
   */
  askModel: base.input(z.object({ dataset: DatasetId, model: z.string().trim().min(1).optional() })).output(
    z.object({
      model: z.string(),
      questions: z.int().nonnegative(),
      /** What the model said counts as another; of these, what is open and no rule suggests becomes a suggestion. */
      merges: z.int().nonnegative(),
    }),
  ),
  /** One step of the person, on disk when this answers. */
  decide: base
    .input(
      z.object({
        dataset: DatasetId,
        annotator: Annotator,
        verdicts: z.array(AttributeVerdict).min(1).max(10_000),
      }),
    )
    .output(z.object({ step: StepId })),
  /** Takes back the annotator's newest step on attributes of the data set; null when there is none. */
  undo: base.input(z.object({ dataset: DatasetId, annotator: Annotator })).output(
    z.object({
      undone: z
        .object({
          step: StepId,
          /** "merging color into colour" */
          description: z.string(),
        })
        .nullable(),
    }),
  ),
}
