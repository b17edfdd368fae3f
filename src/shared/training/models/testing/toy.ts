import { z } from 'zod'
import { describeModel } from '../../descriptor.ts'

/** The smallest model with settings of its own that learns from content. */
export const toy = describeModel({
  name: 'toy',
  label: 'Toy',
  summary: 'An item is a projection of its text.',
  source: 'none',
  settings: z.strictObject({
    name: z.literal('toy'),
    width: z.int().min(1).max(64).default(4).meta({ label: 'Width', help: 'Of the vectors.' }),
    scale: z.number().positive().default(1).meta({ label: 'Scale' }),
  }),
  needs: { features: ['item_text'], negatives: 'none', steps: 'triples' },
  abilities: [],
  ablations: { 'in one dimension': { width: 1 } },
})
