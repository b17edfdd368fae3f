import { z } from 'zod'
import { describeWorld } from './descriptor.ts'

export const promotion = describeWorld({
  name: 'promotion',
  label: 'Promotion that ends',
  summary: 'Two brands are pushed while training and validation choices are made, and no longer in the test.',
  source: 'The sample shop with a confounder: a bonus on the utility of two brands',
  settings: z.strictObject({
    name: z.literal('promotion'),
    push: z.number().min(0).max(5).default(1.2).meta({
      label: 'Push',
      help: 'Utility that the pushed brands gain; tastes for a color deviate by 1.2.',
      step: 0.1,
    }),
  }),
  changes: ({ push }) => ({ promotion: { brands: 2, push } }),
})
