import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { Annotator, DatasetId, ItemId, JobId, MediaHash, ProposalId, TemplateId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

export const GeneratorKind = z.enum(['ollama', 'contrast'])
export type GeneratorKind = z.infer<typeof GeneratorKind>

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

/** One state per item, the same word in the queue, the filters and the export. */
export const ProposalState = z.enum(['pending', 'accepted', 'edited', 'rejected', 'skipped'])
export type ProposalState = z.infer<typeof ProposalState>

export const TemplateKind = z.enum(['describe', 'mask', 'complete'])
export type TemplateKind = z.infer<typeof TemplateKind>

export const TemplateVersion = z.object({
  version: z.int().positive(),
  system: z.string(),
  prompt: z.string(),
  createdAt: Timestamp,
})
export type TemplateVersion = z.infer<typeof TemplateVersion>

export const Template = z.object({
  id: TemplateId,
  kind: TemplateKind,
  name: z.string(),
  /** Ships with the studio: can be copied, never changed or removed. */
  builtin: z.boolean(),
  /** Newest last. */
  versions: z.array(TemplateVersion).min(1),
})
export type Template = z.infer<typeof Template>

export const TemplateUse = z.object({ id: TemplateId, version: z.int().positive() })
export type TemplateUse = z.infer<typeof TemplateUse>

/** Null leaves the template out: an ablation. Mask and complete cannot do without each other. */
export const TemplateChoice = z.object({
  describe: TemplateUse.nullable(),
  mask: TemplateUse,
  complete: TemplateUse,
})
export type TemplateChoice = z.infer<typeof TemplateChoice>

export const ProposeOptions = z.discriminatedUnion('generator', [
  z.object({
    generator: z.literal('ollama'),
    model: z.string().min(1),
    host: z.string(),
    templates: TemplateChoice,
    /** Requests in flight; more than the server's OLLAMA_NUM_PARALLEL only queues there. */
    concurrency: z.int().min(1).max(16),
    temperature: z.number().min(0).max(2),
    /** Context length asked of the server, in tokens; constant over a job, since a change reloads the model. */
    contextLength: z.int().min(1024),
    seed: z.int().nonnegative(),
    /** A curator's wish for a regenerated proposal. */
    hint: z.string().optional(),
  }),
  z.object({
    generator: z.literal('contrast'),
    concurrency: z.int().min(1).max(16),
    seed: z.int().nonnegative(),
    hint: z.string().optional(),
  }),
])
export type ProposeOptions = z.infer<typeof ProposeOptions>

/** What a caller must say; the rest has defaults from the settings. */
export const ProposeRequest = z.object({
  dataset: DatasetId,
  generator: GeneratorKind,
  model: z.string().optional(),
  host: z.string().optional(),
  /** Newest version where left out; `null` for describe leaves that prompt out. */
  templates: z
    .object({
      describe: TemplateId.nullable().optional(),
      mask: TemplateId.optional(),
      complete: TemplateId.optional(),
    })
    .optional(),
  /** At most this many items, in catalogue order, of those that have no proposal of this generator, model and seed yet. */
  limit: z.int().positive().optional(),
  /** These items alone, instead of the next ones. */
  items: z.array(ItemId).optional(),
  concurrency: z.int().min(1).max(16).optional(),
  temperature: z.number().min(0).max(2).optional(),
  /** Another seed gives another negative of the same items; a run learns from all of them. */
  seed: z.int().nonnegative().optional(),
})
export type ProposeRequest = z.infer<typeof ProposeRequest>

export const JobState = z.enum(['running', 'paused', 'done', 'cancelled', 'failed'])
export type JobState = z.infer<typeof JobState>

export const Job = z.object({
  id: JobId,
  dataset: DatasetId,
  datasetName: z.string(),
  state: JobState,
  options: ProposeOptions,
  total: z.int().nonnegative(),
  done: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  createdAt: Timestamp,
  finishedAt: Timestamp.nullable(),
  /** Items per minute over the newest ones; null until there are two. */
  rate: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Why it stands still or ended, in a sentence. */
  message: z.string().nullable(),
})
export type Job = z.infer<typeof Job>

export const JobFailure = z.object({
  item: ItemId,
  externalId: z.string(),
  title: z.string(),
  attempts: z.int(),
  error: z.string(),
  /** What the model said, kept for the curator. */
  rawAnswer: z.string().nullable(),
})
export type JobFailure = z.infer<typeof JobFailure>

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
  search: z.string().optional(),
})
export type ProposalFilter = z.infer<typeof ProposalFilter>

export const ProposalSort = z.enum(['oldest', 'newest', 'least-balanced', 'riskiest', 'least-contrast'])
export type ProposalSort = z.infer<typeof ProposalSort>

export const proposals = {
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
}

export const templates = {
  list: base.output(z.array(Template)),
  /** A new template with the given one's newest text. */
  copy: base
    .input(z.object({ template: TemplateId, name: z.string().trim().min(1).max(120) }))
    .output(Template),
  /** Adds a version; the older ones stay, since proposals name them. Built-in templates refuse. */
  save: base
    .input(z.object({ template: TemplateId, system: z.string(), prompt: z.string().min(1) }))
    .output(Template),
  /** Refuses built-in ones, and those that proposals name. */
  remove: base.input(z.object({ template: TemplateId })).output(z.object({ removed: z.literal(true) })),
  /** The prompt as the model would get it for this item; errors name unknown variables. */
  preview: base
    .input(z.object({ kind: TemplateKind, system: z.string(), prompt: z.string(), item: ItemId }))
    .output(z.object({ system: z.string(), prompt: z.string() })),
}

export const jobs = {
  propose: base.input(ProposeRequest).output(Job),
  list: base.output(z.array(Job)),
  get: base.input(z.object({ job: JobId })).output(Job),
  pause: base.input(z.object({ job: JobId })).output(Job),
  resume: base.input(z.object({ job: JobId })).output(Job),
  cancel: base.input(z.object({ job: JobId })).output(Job),
  failures: base.input(z.object({ job: JobId })).output(z.array(JobFailure)),
  retryFailed: base.input(z.object({ job: JobId })).output(Job),
}
