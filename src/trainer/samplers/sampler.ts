import type { SamplerName } from '#shared/training/config.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { PopularitySampler } from './popularity.ts'
import { UniformSampler } from './uniform.ts'

/** Draws the negative j of each training triple (u, i, j). */
export interface NegativeSampler {
  /** All that its next draws depend on. */
  readonly state: RngState
  /** Goes on from where a sampler of the same interactions gave `state`. */
  restore(state: RngState): void
  /**
   * One item per user; none is a training positive of its user.
   * @throws RangeError for a user who has every item
   */
  sample(users: Int32Array): Int32Array
}

type SamplerFactory = (training: Interactions, rng: Rng) => NegativeSampler

const factories: Record<SamplerName, SamplerFactory> = {
  uniform: (training, rng) => new UniformSampler(training, rng),
  popularity: (training, rng) => new PopularitySampler(training, rng),
}

export function createSampler(name: SamplerName, training: Interactions, rng: Rng): NegativeSampler {
  return factories[name](training, rng)
}
