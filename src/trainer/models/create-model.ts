import type { ModelName } from '#shared/training/models/model-settings.ts'
import type { Backend } from '../backends/backend.ts'
import type { Interactions } from '../data/interactions.ts'
import type { ModalityFeatures } from '../data/negatives.ts'
import { Rng } from '../data/rng.ts'
import type { TrainingInput } from '../files/run-input.ts'
import type { CausalModule } from './causal-module.ts'
import type { Model, ModelContext } from './model.ts'
import { causalModuleOf } from './neggen.ts'
import { factories } from './registry.ts'

/** The model of a run, with fresh parameters on the backend. */
export function createModel(
  backend: Backend,
  { config, negatives, features }: Pick<TrainingInput, 'config' | 'negatives' | 'features'>,
  training: Interactions,
): Model {
  return create({
    backend,
    settings: config.model,
    training,
    negatives,
    features,
    // A stream each: what one part draws does not shift the others.
    rng: new Rng(config.seed, 'parameters'),
    controls: new Rng(config.seed, 'controls'),
  })
}

function create<Name extends ModelName>(context: ModelContext<Name>): Model {
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
