import type { z } from 'zod'
import type { Descriptor } from '../descriptors/descriptor.ts'
import type { CommonDefaults } from './common-settings.ts'
import type { FeatureName } from './features.ts'

/**
 * What a step of training gets: triples (user, item, sampled negative), pairs (user, item), all pairs at once, which makes
 * an epoch one step, or nothing, if there is nothing to train.
 */
export type StepKind = 'triples' | 'pairs' | 'all-pairs' | 'nothing'

/** What a run's input must hold for a model, and what the run does with it. */
export interface ModelNeeds {
  /** The matrices that it learns from. */
  readonly features: readonly FeatureName[]
  /** A snapshot's curated negatives. */
  readonly negatives: 'required' | 'optional' | 'none'
  /** What the negatives say about attributes; see AttributeLabels. */
  readonly attributes?: boolean
  readonly steps: StepKind
}

/**
 * What a model can do besides ranking: once a run is finished, score curated negatives; in training, take sampled
 * negatives that are mixed of its vectors by layer.
 */
export type ModelAbility = 'score-negatives' | 'mix-layers'

/** What a model is. Its settings hold its name, so that they tell models apart in a union. */
export interface ModelDescriptor<Name extends string = string, Settings = never> extends Descriptor<Name> {
  /** With settings at their defaults. */
  readonly needs: ModelNeeds
  readonly abilities: readonly ModelAbility[]
  /** Of a model whose settings can switch off what makes it need or offer something. */
  readonly with?: (settings: Settings) => Pick<ModelDescriptor, 'needs' | 'abilities'>
  /**
   * The matrices by which its scores know what an item is like: replacing an item's rows asks what it would score had it been described
   * otherwise. Those of them count that the settings need; left out where scores do not depend on a text.
   */
  readonly probes?: readonly FeatureName[]
  /** What the ranges of single settings cannot say: a sentence by setting. */
  readonly problems?: (settings: Settings) => Readonly<Record<string, string>>
  /** Width of the vectors of users and items where no setting of the model says it. */
  readonly vectorWidth?: (counts: { readonly users: number; readonly items: number }) => number
  /** Common settings whose default is another one for this model, as its paper has them. */
  readonly defaults?: CommonDefaults
  /** Named changes of its own settings that take a part away: what an ablation study compares and tests go through. */
  readonly ablations?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What a negative sampler is. Its settings hold its name, so that they tell samplers apart in a union. */
export interface SamplerDescriptor<Name extends string = string> extends Descriptor<Name> {
  /** What the model must be able to do; nothing if left out. */
  readonly asks?: readonly ModelAbility[]
}

/** What an optimiser is. Its settings hold its name, so that they tell optimisers apart in a union. */
export type OptimizerDescriptor<Name extends string = string> = Descriptor<Name>

/** A descriptor as it is written, with all that its types know. */
export function describeModel<const Name extends string, Settings extends z.ZodObject>(
  descriptor: Omit<ModelDescriptor<Name, z.infer<Settings>>, 'settings' | 'ablations'> & {
    readonly settings: Settings
    readonly ablations?: Readonly<Record<string, Partial<z.infer<Settings>>>>
  },
): typeof descriptor {
  return descriptor
}
