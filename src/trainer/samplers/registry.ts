import type { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng } from '../data/rng.ts'
import { DnsSampler } from './dns.ts'
import { PopularitySampler } from './popularity.ts'
import type { NegativeSampler } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

type Factories = {
  readonly [Name in SamplerName]: (
    training: Interactions,
    rng: Rng,
    settings: SamplerSettings<Name>,
  ) => NegativeSampler
}

const factories: Factories = {
  uniform: (training, rng) => new UniformSampler(training, rng),
  popularity: (training, rng) => new PopularitySampler(training, rng),
  dns: (training, rng, { candidates }) => new DnsSampler(training, rng, candidates),
}

/** The sampler that the settings name. */
export function createSampler<Name extends SamplerName>(
  settings: SamplerSettings<Name>,
  training: Interactions,
  rng: Rng,
): NegativeSampler {
  const name: Name = settings.name
  return factories[name](training, rng, settings)
}
