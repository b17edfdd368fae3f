import { oc } from '@orpc/contract'
import { z } from 'zod'
import { GeneratorKind } from '#shared/generators/generator-options.ts'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, ItemId, MediaHash, ProposalId, TemplateId, Timestamp } from './ids.ts'
import { SearchText } from './search-text.ts'
import { TemplateKind } from './templates.ts'

const base = oc.errors(commonErrors)

export const Modality = z.enum(['text', 'image', 'both'])
export type Modality = z.infer<typeof Modality>

/** One key attribute: what it was, and the contrasting value that the negative has. */
export const AttributeChange = z.object({
  name: z.string().min(1),
  from: z.string(),
  to: z.string(),
  modality: Modality,
  reason: z.string(),
})
export type AttributeChange = z.infer<typeof AttributeChange>

/** The changeable part of a negative: what a curator may edit. */
export const NegativeContent = z.object({
  /** Title and description, as `itemText` joins them. */
  text: z.string(),
  /** What the negative's picture would show. */
  visual: z.string(),
  attributes: z.array(AttributeChange),
})
export type NegativeContent = z.infer<typeof NegativeContent>

export const Flag = z.enum([
  'unbalanced',
  'changed-outside-masks',
  'incohesive',
  'ambiguous',
  'unseen-value',
  'nearly-unchanged',
  'too-different',
  'repaired',
  'false-negative-risk',
])
export type Flag = z.infer<typeof Flag>

/** Quality of a negative; null where it cannot be known (yet). */
export const QualityMetrics = z.object({
  contrastText: z.number().nullable(),
  contrastImage: z.number().nullable(),
  balance: z.number().nullable(),
  cohesion: z.number().nullable(),
  hardness: z.number().nullable(),
  falseNegativeRisk: z.number().nullable(),
  /** Token edits outside the masked spans, as a share of the tokens there. */
  outsideEdits: z.number(),
})
export type QualityMetrics = z.infer<typeof QualityMetrics>

/** What can be said of a negative without a trained model. */
export const MeasuredQuality = QualityMetrics.omit({ hardness: true })
export type MeasuredQuality = z.infer<typeof MeasuredQuality>

/** An item that a negative may be mistaken for: people who chose the positive chose it as well. */
export const Lookalike = z.object({
  item: ItemId,
  externalId: z.string(),
  title: z.string(),
  description: z.string(),
  category: z.string().nullable(),
  image: MediaHash.nullable(),
  /** Cosine of its text and the negative's. */
  similarity: z.number(),
  /** Users of the positive who chose it, in the training interactions. */
  users: z.int(),
  /** Users of the positive there. */
  of: z.int(),
})
export type Lookalike = z.infer<typeof Lookalike>

/** One state per item, the same word in the queue, the filters and the export. */
export const ProposalState = z.enum(['pending', 'accepted', 'edited', 'rejected', 'skipped'])
export type ProposalState = z.infer<typeof ProposalState>

export const StepProvenance = z.object({
  step: TemplateKind,
  template: z.object({ id: TemplateId, version: z.int(), name: z.string() }).nullable(),
  milliseconds: z.number(),
  promptTokens: z.int().nullable(),
  answerTokens: z.int().nullable(),
  /** Every raw answer, the repaired one last. */
  answers: z.array(z.string()),
})
export type StepProvenance = z.infer<typeof StepProvenance>

export const Provenance = z.object({
  generator: GeneratorKind,
  /** "no model" for the built-in generator. */
  model: z.string(),
  modelDigest: z.string().nullable(),
  serverVersion: z.string().nullable(),
  seed: z.int(),
  options: z.record(z.string(), z.unknown()),
  hint: z.string().nullable(),
  encoder: z.string(),
  /** Accepted negatives that the prompts showed, the most similar item's first; left out where they showed none. */
  examples: z.array(ProposalId).optional(),
  milliseconds: z.number(),
  steps: z.array(StepProvenance),
})
export type Provenance = z.infer<typeof Provenance>

export const ProposalSummary = z.object({
  id: ProposalId,
  dataset: DatasetId,
  item: ItemId,
  externalId: z.string(),
  title: z.string(),
  category: z.string().nullable(),
  image: MediaHash.nullable(),
  generator: GeneratorKind,
  model: z.string(),
  state: ProposalState,
  annotator: Annotator.nullable(),
  flags: z.array(Flag),
  qualityMetrics: QualityMetrics,
  attributes: z.array(AttributeChange),
  createdAt: Timestamp,
})
export type ProposalSummary = z.infer<typeof ProposalSummary>

export const ProposalFilter = z.object({
  dataset: DatasetId,
  states: z.array(ProposalState).optional(),
  generator: GeneratorKind.optional(),
  model: z.string().optional(),
  annotator: Annotator.optional(),
  flag: Flag.optional(),
  category: z.string().optional(),
  search: SearchText.optional(),
  /** None but these. */
  proposals: z.array(ProposalId).max(100_000).optional(),
})
export type ProposalFilter = z.infer<typeof ProposalFilter>

export const ProposalSort = z.enum([
  'oldest',
  'newest',
  'least-balanced',
  'riskiest',
  'least-contrast',
  /** By hardness, as the newest model that tells it has it. */
  'hardest',
  /** By how near hardness is to one half, where that model can tell item and negative least. */
  'most-uncertain',
  /** The first proposal of each category, then the second of each, and so on. */
  'categories-in-turn',
  /** The same order every time, but none that means anything. */
  'random',
])
export type ProposalSort = z.infer<typeof ProposalSort>

export const proposals = {
  /** A page in the order of `sort`; equal ones oldest first. */
  list: base
    .input(
      z.object({
        filter: ProposalFilter,
        sort: ProposalSort.default('oldest'),
        offset: z.int().nonnegative().default(0),
        limit: z.int().positive().max(1000).default(100),
      }),
    )
    .output(z.object({ total: z.int().nonnegative(), proposals: z.array(ProposalSummary) })),
  provenance: base.input(z.object({ proposal: ProposalId })).output(Provenance),
  /** How good a proposal would be with this content, measured now and kept nowhere. */
  measure: base
    .input(z.object({ proposal: ProposalId, content: NegativeContent }))
    .output(z.object({ qualityMetrics: MeasuredQuality, flags: z.array(Flag) })),
  /** Which of the items that the item's own users chose the negative, as it stands, comes closest to; null where they chose no other. */
  lookalike: base.input(z.object({ proposal: ProposalId })).output(Lookalike.nullable()),
}
