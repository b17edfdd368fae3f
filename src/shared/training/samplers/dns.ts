import { z } from 'zod'
import type { SamplerDescriptor } from '../descriptor.ts'

export const dns = {
  name: 'dns',
  label: 'Dynamic hard negatives (DNS)',
  summary: 'The highest scoring of k uniform candidates, by the model as it is at that step.',
  source: 'Zhang et al. 2013',
  settings: z.strictObject({
    name: z.literal('dns'),
    candidates: z.int().min(1).max(256).default(5).meta({
      label: 'Candidates per pair',
      help: 'k: more candidates make the negatives harder; with 1 they are uniform.',
    }),
  }),
} as const satisfies SamplerDescriptor
