import { z } from 'zod'
import type { SnapshotId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { configFrom, DEFAULT_SAMPLER } from '#shared/training/assign-settings.ts'
import type { CommonDefaults } from '#shared/training/common-settings.ts'
import { CommonSettings, type Threads, TrainConfig } from '#shared/training/config.ts'
import {
  type ModelName,
  ModelSettings,
  modelDescriptor,
  modelProblems,
  modelTraits,
} from '#shared/training/models/model-settings.ts'
import {
  DEFAULT_OPTIMIZER,
  OptimizerSettings,
  optimizerDescriptor,
} from '#shared/training/optimizers/optimizer-settings.ts'
import { samplerProblem } from '#shared/training/sampler-fit.ts'
import { SamplerSettings, samplerDescriptor } from '#shared/training/samplers/sampler-settings.ts'

/** Runs that one press of the button starts at most. */
export const MAX_SEEDS = 20

/** What the form of a new run holds: a config whose seed is the first of `seeds` in a row. */
export interface RunForm {
  readonly config: TrainConfig
  readonly seeds: number
  readonly snapshot: SnapshotId | null
}

/** One run to be made. */
export interface RunOrder {
  readonly config: TrainConfig
  readonly snapshot: SnapshotId | null
}

/** A sentence for each setting that cannot be used, by its key. */
export type FormProblems = Readonly<Record<string, string>>

/** @param threads the workspace's setting, which every run can have otherwise */
export function newForm(snapshot: SnapshotId | null, threads: Threads): RunForm {
  return { config: configFrom({ model: 'neggen', threads }), seeds: 1, snapshot }
}

export function formOf(run: Run): RunForm {
  return { config: run.config, seeds: 1, snapshot: run.snapshot }
}

/** The form with another model: what both have stays as it was set. */
export function withModel(config: TrainConfig, name: ModelName): TrainConfig {
  const defaults = ModelSettings.parse({ name })
  const kept = Object.entries(config.model).filter(([key]) => key !== 'name' && key in defaults)
  const model: ModelSettings = { ...defaults, ...Object.fromEntries(kept) }
  const before = modelDescriptor(config.model.name)
  const { needs, defaults: common } = modelDescriptor(name)
  const sampler =
    needs.steps === 'triples' ? (config.sampler ?? SamplerSettings.parse({ name: DEFAULT_SAMPLER })) : null
  const optimizer =
    needs.steps === 'nothing'
      ? null
      : (config.optimizer ?? OptimizerSettings.parse({ name: DEFAULT_OPTIMIZER }))
  return { ...config, ...freshDefaults(config, before.defaults ?? {}), ...common, model, sampler, optimizer }
}

/** The studio's own defaults again, where the model before had set one and it was left as it was. */
function freshDefaults(config: TrainConfig, set: CommonDefaults): CommonDefaults {
  const studio: Readonly<Record<string, unknown>> = CommonSettings.parse({})
  const values: Readonly<Record<string, unknown>> = config
  return Object.fromEntries(
    Object.entries(set).flatMap(([key, value]) => (values[key] === value ? [[key, studio[key]]] : [])),
  )
}

/** Whether the run can learn from a snapshot. */
export function usesNegatives({ model }: Pick<TrainConfig, 'model'>): boolean {
  return modelTraits(model).needs.negatives !== 'none'
}

const Seeds = z.int().min(1).max(MAX_SEEDS)

/** What keeps the form from being started, by field, in sentences. */
export function problemsOf(form: RunForm): FormProblems {
  const { model, sampler, optimizer, ...common } = form.config
  const descriptor = modelDescriptor(model.name)
  const problems: Record<string, string> = {
    ...problemsIn(CommonSettings, common),
    ...(sampler === null ? {} : problemsIn(samplerDescriptor(sampler.name).settings, sampler)),
    ...(optimizer === null ? {} : problemsIn(optimizerDescriptor(optimizer.name).settings, optimizer)),
    ...modelProblems(model),
    ...problemsIn(descriptor.settings, model),
  }
  const unfit = samplerProblem(model, sampler)
  if (unfit !== null) problems.sampler ??= unfit
  if (!Seeds.safeParse(form.seeds).success) problems.seeds = `From 1 to ${MAX_SEEDS} seeds`
  if (modelTraits(model).needs.negatives === 'required' && form.snapshot === null) {
    problems.snapshot = `${descriptor.label} learns from a snapshot of curated negatives`
  }
  return problems
}

/** The runs that the form asks for, one per seed. */
export function ordersOf(form: RunForm): RunOrder[] {
  return Array.from({ length: form.seeds }, (_, offset) => ({
    config: TrainConfig.parse({ ...form.config, seed: form.config.seed + offset }),
    snapshot: usesNegatives(form.config) ? form.snapshot : null,
  }))
}
