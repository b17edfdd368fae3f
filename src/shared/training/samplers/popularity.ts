import { z } from 'zod'
import type { SamplerDescriptor } from '../descriptor.ts'

export const popularity = {
  name: 'popularity',
  label: 'Popularity^0.75 (PNS)',
  summary: 'Popular items are likelier: p(j) is proportional to degree(j)^0.75.',
  source: 'Mikolov et al. 2013, section 2.2',
  settings: z.strictObject({ name: z.literal('popularity') }),
} as const satisfies SamplerDescriptor
