import type { SamplerName } from '#shared/training/config.ts'
import type { Generator } from './generator.ts'
import type { Interactions } from './interactions.ts'
import { UniformSampler } from './uniform-sampler.ts'

/** Draws the negative j of each training triple (u, i, j). */
export interface NegativeSampler {
  /** One item per user; none is a training positive of its user. Each user must lack at least one item. */
  sample(users: Int32Array): Int32Array
}

type SamplerFactory = (training: Interactions, generator: Generator) => NegativeSampler

const factories: Record<SamplerName, SamplerFactory> = {
  uniform: (training, generator) => new UniformSampler(training, generator),
}

export function createSampler(
  name: SamplerName,
  training: Interactions,
  generator: Generator,
): NegativeSampler {
  return factories[name](training, generator)
}
