import type { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng } from '../data/rng.ts'
import { DnsSampler } from './dns.ts'
import { PopularitySampler } from './popularity.ts'
import type { NegativeSampler } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/** How each sampler is made. */
export type Factories = {
  readonly [Name in SamplerName]: (
    training: Interactions,
    rng: Rng,
    settings: SamplerSettings<Name>,
  ) => NegativeSampler
}

export const factories: Factories = {
  uniform: (training, rng) => new UniformSampler(training, rng),
  popularity: (training, rng) => new PopularitySampler(training, rng),
  dns: (training, rng, { candidates }) => new DnsSampler(training, rng, candidates),
}
