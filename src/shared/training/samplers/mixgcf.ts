import { z } from 'zod'
import type { SamplerDescriptor } from '../descriptor.ts'

export const mixgcf = {
  name: 'mixgcf',
  label: 'MixGCF',
  summary:
    'A synthetic negative: at each layer the hardest of the uniform candidates, mixed with the positive by a random share; then the mean over layers.',
  source: 'Huang et al. 2021, equations 5 to 8; candidates as in the authors’ run on Amazon',
  settings: z.strictObject({
    name: z.literal('mixgcf'),
    candidates: z.int().min(1).max(256).default(16).meta({
      label: 'Candidates per pair',
      help: 'M: more candidates make the negatives harder; with 1 only the positive is mixed in.',
    }),
  }),
  asks: ['mix-layers'],
} as const satisfies SamplerDescriptor
