import { z } from 'zod'
import { settingsUnion } from '../../descriptors/settings-union.ts'
import type { SamplerDescriptor } from '../descriptor.ts'
import { ahns } from './ahns.ts'
import { dns } from './dns.ts'
import { dnsMn } from './dns-mn.ts'
import { parts } from './parts.ts'

const PartName = z.enum(parts.map(({ name }) => name))
export type PartName = z.infer<typeof PartName>
const choices = Object.fromEntries(parts.map(({ name, label }) => [name, label]))

export const mixture = {
  name: 'mixture',
  label: 'Mixture of two samplers',
  summary: 'Each negative is drawn by one of two samplers, by a share: such as 0.8 uniform and 0.2 hard.',
  source: 'Pairs choose their sampler independently',
  settings: z
    .strictObject({
      name: z.literal('mixture'),
      first: PartName.default('uniform').meta({ label: 'First sampler', choices }),
      second: PartName.default('dns').meta({ label: 'Second sampler', choices }),
      share: z.number().min(0).max(1).default(0.2).meta({
        label: 'Share of the second',
        help: 'Of the negatives; the others are the first sampler’s.',
        step: 0.05,
      }),
      // Each part takes of these what it has.
      ...ahns.settings.omit({ name: true }).shape,
      highest: dnsMn.settings.shape.highest,
      candidates: dns.settings.shape.candidates,
    })
    .refine(
      ({ first, second, candidates, highest }) =>
        ![first, second].includes('dns-mn') || highest <= candidates,
      {
        path: ['highest'],
        error: 'Chosen among the highest must not be more than the candidates per pair.',
      },
    ),
} as const satisfies SamplerDescriptor

const PartSettings = settingsUnion(parts)
export type PartSettings = z.infer<typeof PartSettings>

/** The settings of a part of a mixture: those of the mixture's that the part has. */
export function partSettings(settings: z.infer<typeof mixture.settings>, name: PartName): PartSettings {
  const part = parts.find((one) => one.name === name)
  const own = Object.entries(settings).filter(([key]) => part !== undefined && key in part.settings.shape)
  return PartSettings.parse({ ...Object.fromEntries(own), name })
}
