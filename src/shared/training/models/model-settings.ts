import { z } from 'zod'
import { descriptorNamed } from '../../descriptors/descriptor-named.ts'
import { settingsUnion } from '../../descriptors/settings-union.ts'
import type { ModelDescriptor } from '../descriptor.ts'
import type { FeatureName } from '../features.ts'
import { models } from './registry.ts'

export const ModelName = z.enum(models.map(({ name }) => name))
export type ModelName = z.infer<typeof ModelName>

/** A model's name with its own settings, and no other model's. */
export const ModelSettings = settingsUnion(models)
type AnyModel = z.infer<typeof ModelSettings>
export type ModelSettings<Name extends ModelName = ModelName> = {
  [Each in Name]: Extract<AnyModel, { name: Each }>
}[Name]

export function modelDescriptor(name: ModelName): ModelDescriptor<ModelName> {
  return descriptorNamed<ModelDescriptor<ModelName>>(models, 'model', name)
}

/** What a model with these settings needs, and what a run of it can do. */
export function modelTraits(settings: ModelSettings): Pick<ModelDescriptor, 'needs' | 'abilities'> {
  const descriptor = modelDescriptor(settings.name)
  // The descriptor was found by the name that is in the settings.
  return descriptor.with?.(settings as never) ?? descriptor
}

/** The matrices whose rows are replaced to probe a model with these settings; none where its scores depend on no text. */
export function probedFeatures(settings: ModelSettings): readonly FeatureName[] {
  const { needs } = modelTraits(settings)
  return (modelDescriptor(settings.name).probes ?? []).filter((name) => needs.features.includes(name))
}

/** What the ranges of single settings cannot say: a sentence by setting; none where all is well. */
export function modelProblems(settings: ModelSettings): Readonly<Record<string, string>> {
  return modelDescriptor(settings.name).problems?.(settings as never) ?? {}
}
