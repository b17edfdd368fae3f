import { z } from 'zod'
import type { SamplerDescriptor } from '../../descriptor.ts'

/** The smallest sampler with a setting of its own. */
export const toy = {
  name: 'toy',
  label: 'Toy',
  summary: 'The item some places after a uniform one.',
  source: 'none',
  settings: z.strictObject({
    name: z.literal('toy'),
    stride: z.int().min(1).default(1).meta({ label: 'Stride' }),
  }),
} as const satisfies SamplerDescriptor
