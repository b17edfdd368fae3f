import { oc } from '@orpc/contract'
import { z } from 'zod'
import { GeneratorKind, GeneratorOptions } from '#shared/generators/generator-options.ts'
import { ChosenJobSettings, JobSettings } from '#shared/generators/job-settings.ts'
import { commonErrors } from './errors.ts'
import { DatasetId, ItemId, JobId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

/** All that a job does, frozen when it starts. */
export const ProposeOptions = z.object({
  ...JobSettings.shape,
  /** A curator's wish for a regenerated proposal. */
  hint: z.string().optional(),
  /** What the prompts say of earlier rejections, as it was when the job started. */
  advice: z.array(z.string()).optional(),
  generator: GeneratorOptions,
})
export type ProposeOptions = z.infer<typeof ProposeOptions>

/** What a caller must say; the rest has defaults from the settings. */
export const ProposeRequest = z.object({
  dataset: DatasetId,
  generator: GeneratorKind,
  /**
   * The generator's own settings by name, as its descriptor has them. The engine refuses, in a sentence, what the
   * generator does not have and what is out of range.
   */
  settings: z.record(z.string(), z.unknown()).optional(),
  /** At most this many items, in catalogue order, of those that have no proposal of this generator, model and seed yet. */
  limit: z.int().positive().optional(),
  /** These items alone, instead of the next ones. */
  items: z.array(ItemId).optional(),
  /** Whether prompts give the data set's advice from rejections. */
  advice: z.boolean().optional(),
  ...ChosenJobSettings.shape,
})
export type ProposeRequest = z.infer<typeof ProposeRequest>

export const JobState = z.enum(['running', 'paused', 'finished', 'stopped', 'failed'])
export type JobState = z.infer<typeof JobState>

/** Tokens that a model reads in prompts, and writes in answers. */
export const TokenCount = z.object({ prompt: z.number().nonnegative(), answer: z.number().nonnegative() })
export type TokenCount = z.infer<typeof TokenCount>

/** What a job will take, as far as it is known before it starts. */
export const JobEstimate = z.object({
  items: z.int().nonnegative(),
  /** Of all items; null where no model is asked, or its server does not count. */
  tokens: TokenCount.nullable(),
  /** Null where nothing was measured. */
  seconds: z.number().nonnegative().nullable(),
  /** Earlier items of the same model, server and strategy that it rests on; 0 for one from the characters of prompts. */
  measured: z.int().nonnegative(),
})
export type JobEstimate = z.infer<typeof JobEstimate>

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
  /** What its model will still read and write, by what the newest items took; null where that is not known. */
  tokensLeft: TokenCount.nullable(),
  /** What a running job waits for, in a sentence: a server that is gone for a moment. Null while it works. */
  waitingFor: z.string().nullable(),
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
  /** What the model said to the prompt that failed, the repaired answer last; kept for the curator. */
  answers: z.array(z.string()),
})
export type JobFailure = z.infer<typeof JobFailure>

export const jobs = {
  propose: base.input(ProposeRequest).output(Job),
  /** What a job of this request would take; starts nothing. */
  estimate: base.input(ProposeRequest).output(JobEstimate),
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
