import { z } from 'zod'
import type { SamplerDescriptor } from '../descriptor.ts'

export const ahns = {
  name: 'ahns',
  label: 'Adaptive hardness (AHNS)',
  summary:
    'The uniform candidate whose score is nearest to a hardness that falls as the positive’s score rises: hard negatives where the model is sure already are left out.',
  source: 'Lai et al. 2024; defaults of the authors’ code',
  settings: z.strictObject({
    name: z.literal('ahns'),
    candidates: z.int().min(1).max(256).default(32).meta({
      label: 'Candidates per pair',
      help: 'Uniform, with repeats.',
    }),
    hardnessScale: z.number().positive().max(100).default(0.1).meta({
      label: 'Hardness: beta',
      help: 'Beta of the hardness beta (s + alpha)^(p + 1), s the positive’s score.',
      step: 0.1,
    }),
    hardnessShift: z
      .number()
      .nonnegative()
      .max(100)
      .default(1)
      .meta({ label: 'Hardness: alpha', help: 'Alpha of the same.', step: 0.1 }),
    hardnessPower: z
      .int()
      .min(-10)
      .max(-1)
      .default(-2)
      .meta({ label: 'Hardness: p', help: 'P of the same; with -1 the hardness is beta for every pair.' }),
  }),
} as const satisfies SamplerDescriptor
