import type { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng } from '../data/rng.ts'
import { NoSampler } from './no-sampler.ts'
import { factories } from './registry.ts'
import type { NegativeSampler } from './sampler.ts'

/** The sampler that the settings name; null for one that gives nothing. */
export function createSampler<Name extends SamplerName>(
  settings: SamplerSettings<Name> | null,
  training: Interactions,
  rng: Rng,
): NegativeSampler {
  if (settings === null) return new NoSampler(rng)
  const name: Name = settings.name
  return factories[name](training, rng, settings)
}
