import type { SamplerName } from '#shared/training/config.ts'
import type { Generator, GeneratorState } from './generator.ts'
import type { Interactions } from './interactions.ts'
import { PopularitySampler } from './popularity-sampler.ts'
import { UniformSampler } from './uniform-sampler.ts'

/** Draws the negative j of each training triple (u, i, j). */
export interface NegativeSampler {
  /** All that its next draws depend on. */
  readonly state: GeneratorState
  /** Goes on from where a sampler of the same interactions gave `state`. */
  restore(state: GeneratorState): void
  /**
   * One item per user; none is a training positive of its user.
   * @throws RangeError for a user who has every item
   */
  sample(users: Int32Array): Int32Array
}

type SamplerFactory = (training: Interactions, generator: Generator) => NegativeSampler

const factories: Record<SamplerName, SamplerFactory> = {
  uniform: (training, generator) => new UniformSampler(training, generator),
  popularity: (training, generator) => new PopularitySampler(training, generator),
}

export function createSampler(
  name: SamplerName,
  training: Interactions,
  generator: Generator,
): NegativeSampler {
  return factories[name](training, generator)
}
