import type { ModelName } from '#shared/training/models/model-settings.ts'
import type { ModalityFeatures } from '../data/negatives.ts'
import type { CausalModule } from './causal-module.ts'
import type { Model, ModelContext } from './model.ts'
import { causalModuleOf } from './neggen.ts'
import { factories } from './registry.ts'

/** The model that the settings name, with fresh parameters on the backend. */
export function createModel<Name extends ModelName>(context: ModelContext<Name>): Model {
  const name: Name = context.settings.name
  return factories[name](context)
}

/** What a model represents a negative by. */
export type NegativeEncoderContext<Name extends ModelName> = Pick<
  ModelContext<Name>,
  'backend' | 'settings' | 'rng'
> & { readonly modalities: readonly ModalityFeatures[] }

/** Of the models whose descriptor says that they score negatives. */
const negativeEncoders: {
  readonly [Name in ModelName]?: (context: NegativeEncoderContext<Name>) => CausalModule
} = { neggen: causalModuleOf }

/** Null for a model that does not score negatives. */
export function createNegativeEncoder<Name extends ModelName>(
  context: NegativeEncoderContext<Name>,
): CausalModule | null {
  const name: Name = context.settings.name
  return negativeEncoders[name]?.(context) ?? null
}
