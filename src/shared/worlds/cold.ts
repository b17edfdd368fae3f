import { z } from 'zod'
import { describeWorld } from './descriptor.ts'

export const cold = describeWorld({
  name: 'cold',
  label: 'New items',
  summary:
    'A fifth of the items arrives after the training choices: they occur in validation and test alone.',
  source: 'The sample shop with items that are cold at the start',
  settings: z.strictObject({
    name: z.literal('cold'),
    coldShare: z.number().min(0.01).max(0.5).default(0.2).meta({
      label: 'Share of new items',
      help: 'Of each category; none of them has a training interaction.',
      step: 0.05,
    }),
  }),
  changes: ({ coldShare }) => ({ coldShare }),
})
