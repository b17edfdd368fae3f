import type { z } from 'zod'
import type { Descriptor } from '../descriptors/descriptor.ts'
import { assignedTo, problemsIn } from '../descriptors/parse-settings.ts'
import { SettingsError } from '../descriptors/settings-error.ts'
import { settingFields } from '../descriptors/settings-fields.ts'
import { CommonSettings, TrainConfig } from './config.ts'
import type { ModelDescriptor, OptimizerDescriptor, SamplerDescriptor } from './descriptor.ts'
import { ModelName, ModelSettings, modelDescriptor, modelProblems } from './models/model-settings.ts'
import { models } from './models/registry.ts'
import { DEFAULT_OPTIMIZER, OptimizerName, optimizerDescriptor } from './optimizers/optimizer-settings.ts'
import { optimizers } from './optimizers/registry.ts'
import { samplerProblem } from './sampler-fit.ts'
import { samplers } from './samplers/registry.ts'
import { SamplerName, SamplerSettings, samplerDescriptor } from './samplers/sampler-settings.ts'

export const DEFAULT_SAMPLER: SamplerName = 'uniform'

/** Settings each by its key alone: `{ model: 'lightgcn', layers: 3, sampler: 'uniform', epochs: 5 }`. */
export type AssignedSettings = Readonly<Record<string, unknown>> & {
  readonly model: ModelName
  readonly sampler?: SamplerName
  readonly optimizer?: OptimizerName
}

/**
 * A configuration from settings that are named by their key alone; those that are left out have their defaults. A
 * text is read as its setting means it.
 * @throws SettingsError that names every setting that this model, sampler and optimiser do not have, and every value out of range
 */
export function configFrom(assigned: Readonly<Record<string, unknown>>): TrainConfig {
  const { model: modelName, sampler: samplerName, optimizer: optimizerName, ...rest } = assigned
  const values = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const model = modelDescriptor(nameAmong(ModelName, 'model', modelName))
  const sampler = samplerFor(model, samplerName)
  const optimizer = optimizerFor(model, optimizerName)
  const common = { ...model.defaults, ...assignedTo(CommonSettings, values) }
  const own = { name: model.name, ...assignedTo(model.settings, values) }
  const ownOf = (part: SamplerDescriptor | OptimizerDescriptor | null) =>
    part === null ? null : { name: part.name, ...assignedTo(part.settings, values) }
  const drawn = ownOf(sampler)
  const stepped = ownOf(optimizer)
  const parts = [model, ...(sampler === null ? [] : [sampler]), ...(optimizer === null ? [] : [optimizer])]
  const problems = {
    ...unknownKeys(Object.keys(values), parts),
    ...problemsIn(CommonSettings, common),
    ...problemsIn(model.settings, own),
    ...(sampler === null ? {} : problemsIn(sampler.settings, drawn)),
    ...(optimizer === null ? {} : problemsIn(optimizer.settings, stepped)),
  }
  if (Object.keys(problems).length > 0) throw new SettingsError(problems)
  const chosenSampler = drawn === null ? null : SamplerSettings.parse(drawn)
  const unfit = samplerProblem(ModelSettings.parse(own), chosenSampler)
  if (unfit !== null) throw new SettingsError({ sampler: unfit })
  const config = TrainConfig.parse({ ...common, model: own, sampler: drawn, optimizer: stepped })
  const conflicts = modelProblems(config.model)
  if (Object.keys(conflicts).length > 0) throw new SettingsError(conflicts)
  return config
}

/** The settings of a configuration, each by its key alone: what `configFrom` takes. */
export function assignmentsOf({ model, sampler, optimizer, ...common }: TrainConfig): AssignedSettings {
  const { name: modelName, ...own } = model
  const { name: samplerName, ...drawn } = sampler ?? { name: undefined }
  const { name: optimizerName, ...stepped } = optimizer ?? { name: undefined }
  const named = {
    ...(samplerName === undefined ? {} : { sampler: samplerName }),
    ...(optimizerName === undefined ? {} : { optimizer: optimizerName }),
  }
  return { ...common, model: modelName, ...own, ...named, ...drawn, ...stepped }
}

function samplerFor(model: ModelDescriptor, name: unknown): SamplerDescriptor | null {
  if (model.needs.steps === 'triples') {
    return samplerDescriptor(nameAmong(SamplerName, 'sampler', name ?? DEFAULT_SAMPLER))
  }
  if (name === undefined) return null
  throw new SettingsError({
    sampler: `${model.label} samples no negatives and has no sampler: leave it out.`,
  })
}

function optimizerFor(model: ModelDescriptor, name: unknown): OptimizerDescriptor | null {
  if (model.needs.steps !== 'nothing') {
    return optimizerDescriptor(nameAmong(OptimizerName, 'optimizer', name ?? DEFAULT_OPTIMIZER))
  }
  if (name === undefined) return null
  throw new SettingsError({
    optimizer: `${model.label} trains nothing and has no optimiser: leave it out.`,
  })
}

function nameAmong<Name extends string>(
  names: z.ZodType<Name> & { readonly options: readonly Name[] },
  what: string,
  name: unknown,
): Name {
  const parsed = names.safeParse(name)
  if (parsed.success) return parsed.data
  const problem =
    name === undefined ? `Choose a ${what}: ` : `There is no ${what} "${String(name)}". There are `
  throw new SettingsError({ [what]: `${problem}${names.options.join(', ')}.` })
}

function unknownKeys(keys: readonly string[], parts: readonly Descriptor[]): Record<string, string> {
  const names = (schema: z.ZodObject) => settingFields(schema).map(({ name }) => name)
  const known = [...names(CommonSettings), ...parts.flatMap(({ settings }) => names(settings))]
  const sentence = (key: string): string => {
    const all: readonly Descriptor[] = [...models, ...samplers, ...optimizers]
    const owners = all.filter(({ settings }) => names(settings).includes(key))
    const [model, ...others] = parts.map(({ label }) => label)
    const chosen = others.length === 0 ? model : `${model} with ${others.join(' and ')}`
    return owners.length > 0
      ? `${chosen} has no setting "${key}": it belongs to ${owners.map(({ label }) => label).join(', ')}.`
      : `There is no setting "${key}". ${chosen} has ${known.join(', ')}.`
  }
  return Object.fromEntries(keys.flatMap((key) => (known.includes(key) ? [] : [[key, sentence(key)]])))
}
