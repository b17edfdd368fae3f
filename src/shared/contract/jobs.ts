import { oc } from '@orpc/contract'
import { z } from 'zod'
import { GeneratorKind } from '#shared/generators/registry.ts'
import { commonErrors } from './errors.ts'
import { DatasetId, ItemId, JobId, TemplateId, Timestamp } from './ids.ts'
import { TemplateChoice } from './templates.ts'

const base = oc.errors(commonErrors)

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
    generator: z.literal('rule-based'),
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

export const JobState = z.enum(['running', 'paused', 'finished', 'stopped', 'failed'])
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
  /** Why it is paused or ended, in a sentence. */
  message: z.string().nullable(),
})
export type Job = z.infer<typeof Job>

/** `leased`: an engine works on it. */
export const JobItemState = z.enum(['waiting', 'leased', 'done', 'failed'])
export type JobItemState = z.infer<typeof JobItemState>

export const JobItem = z.object({
  item: ItemId,
  externalId: z.string(),
  title: z.string(),
  state: JobItemState,
  attempts: z.int(),
})
export type JobItem = z.infer<typeof JobItem>

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

export const jobs = {
  propose: base.input(ProposeRequest).output(Job),
  /** Newest first. */
  list: base.output(z.array(Job)),
  get: base.input(z.object({ job: JobId })).output(Job),
  pause: base.input(z.object({ job: JobId })).output(Job),
  resume: base.input(z.object({ job: JobId })).output(Job),
  stop: base.input(z.object({ job: JobId })).output(Job),
  /** Every item of the job, in catalogue order. */
  items: base.input(z.object({ job: JobId })).output(z.array(JobItem)),
  /** In catalogue order. */
  failures: base.input(z.object({ job: JobId })).output(z.array(JobFailure)),
  retryFailed: base.input(z.object({ job: JobId })).output(Job),
}
