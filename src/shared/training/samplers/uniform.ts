import { z } from 'zod'
import type { SamplerDescriptor } from '../descriptor.ts'

export const uniform = {
  name: 'uniform',
  label: 'Uniform (RNS)',
  summary: 'Every item that the user did not interact with is equally likely.',
  source: 'Rendle et al. 2009',
  settings: z.strictObject({ name: z.literal('uniform') }),
} as const satisfies SamplerDescriptor
