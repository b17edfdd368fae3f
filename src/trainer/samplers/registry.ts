import type { PartName } from '#shared/training/samplers/mixture.ts'
import { partSettings } from '#shared/training/samplers/mixture.ts'
import type { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng } from '../data/rng.ts'
import { AhnsSampler } from './ahns.ts'
import { DnsSampler } from './dns.ts'
import { DnsMnSampler } from './dns-mn.ts'
import { MixGcfSampler } from './mixgcf.ts'
import { MixtureSampler } from './mixture.ts'
import { PopularitySampler } from './popularity.ts'
import type { ItemSampler, NegativeSampler } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/** How each sampler is made. */
export type Factories<Names extends SamplerName, Made> = {
  readonly [Name in Names]: (training: Interactions, rng: Rng, settings: SamplerSettings<Name>) => Made
}

/** Those that stand alone. */
const parts: Factories<PartName, ItemSampler> = {
  uniform: (training, rng) => new UniformSampler(training, rng),
  popularity: (training, rng) => new PopularitySampler(training, rng),
  dns: (training, rng, { candidates }) => new DnsSampler(training, rng, candidates),
  'dns-mn': (training, rng, { candidates, highest }) => new DnsMnSampler(training, rng, candidates, highest),
  ahns: (training, rng, { candidates, hardnessScale: beta, hardnessShift: alpha, hardnessPower: p }) =>
    new AhnsSampler(training, rng, candidates, { alpha, beta, p }),
}

export const factories: Factories<SamplerName, NegativeSampler> = {
  ...parts,
  mixgcf: (training, rng, { candidates }) => new MixGcfSampler(training, rng, candidates),
  mixture: (training, rng, settings) => {
    const [first, second] = [partSettings(settings, settings.first), partSettings(settings, settings.second)]
    const create = (part: SamplerSettings<PartName>) => createPart(part, training, rng)
    return new MixtureSampler(create(first), create(second), settings.share, rng)
  },
}

function createPart<Name extends PartName>(
  settings: SamplerSettings<Name>,
  training: Interactions,
  rng: Rng,
): ItemSampler {
  const name: Name = settings.name
  return parts[name](training, rng, settings)
}
