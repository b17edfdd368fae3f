import type { z } from 'zod'
import type { Descriptor } from '../descriptors/descriptor.ts'

/** Encoded vectors of an item that has a negative, and of that negative. */
export type FeatureName = 'text' | 'image'

/** What a run's input must hold for a model, and what the run does with it. */
export interface ModelNeeds {
  /** Which vectors of items and their negatives it can learn from. */
  readonly features: readonly FeatureName[]
  /** A snapshot's curated negatives, with those vectors. */
  readonly negatives: 'required' | 'optional' | 'none'
  /** Trained on triples (user, item, sampled negative); a model that trains nothing has no sampler. */
  readonly sampler: boolean
}

/** What a finished run of a model can be asked besides a ranking. */
export type ModelAbility = 'score-negatives'

/** What a model is. Its settings hold its name, so that they tell models apart in a union. */
export interface ModelDescriptor<Name extends string = string, Settings = never> extends Descriptor<Name> {
  /** With settings at their defaults. */
  readonly needs: ModelNeeds
  readonly abilities: readonly ModelAbility[]
  /** Of a model whose settings can switch off what makes it need or offer something. */
  readonly with?: (settings: Settings) => Pick<ModelDescriptor, 'needs' | 'abilities'>
  /** What the ranges of single settings cannot say: a sentence by setting. */
  readonly problems?: (settings: Settings) => Readonly<Record<string, string>>
}

/** What a negative sampler is. Its settings hold its name, so that they tell samplers apart in a union. */
export type SamplerDescriptor<Name extends string = string> = Descriptor<Name>

/** A descriptor as it is written, with all that its types know. */
export function describeModel<const Name extends string, Settings extends z.ZodObject>(
  descriptor: Omit<ModelDescriptor<Name, z.infer<Settings>>, 'settings'> & { readonly settings: Settings },
): typeof descriptor {
  return descriptor
}
