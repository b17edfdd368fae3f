import { type PartSettings, partSettings } from '#shared/training/samplers/mixture.ts'
import type { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng } from '../data/rng.ts'
import { AhnsSampler } from './ahns.ts'
import { DnsSampler } from './dns.ts'
import { DnsMnSampler } from './dns-mn.ts'
import { MixtureSampler } from './mixture.ts'
import { PopularitySampler } from './popularity.ts'
import type { NegativeSampler } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/** How each sampler is made. */
export type Factories = {
  readonly [Name in SamplerName]: (
    training: Interactions,
    rng: Rng,
    settings: SamplerSettings<Name>,
    /** Makes a sampler on the same interactions and random numbers. */
    part: (settings: PartSettings) => NegativeSampler,
  ) => NegativeSampler
}

export const factories: Factories = {
  uniform: (training, rng) => new UniformSampler(training, rng),
  popularity: (training, rng) => new PopularitySampler(training, rng),
  dns: (training, rng, { candidates }) => new DnsSampler(training, rng, candidates),
  'dns-mn': (training, rng, { candidates, highest }) => new DnsMnSampler(training, rng, candidates, highest),
  ahns: (training, rng, { candidates, hardnessScale: beta, hardnessShift: alpha, hardnessPower: p }) =>
    new AhnsSampler(training, rng, candidates, { alpha, beta, p }),
  mixture: (_, rng, settings, part) => {
    const [first, second] = [partSettings(settings, settings.first), partSettings(settings, settings.second)]
    return new MixtureSampler(part(first), part(second), settings.share, rng)
  },
}
