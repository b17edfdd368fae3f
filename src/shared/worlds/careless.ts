import { z } from 'zod'
import { describeWorld } from './descriptor.ts'

export const careless = describeWorld({
  name: 'careless',
  label: 'Careless generator',
  summary: 'The rule-based generator names two of five values wrongly; the texts themselves are right.',
  source: 'The sample shop with label noise in the proposals',
  settings: z.strictObject({
    name: z.literal('careless'),
    misnamedShare: z.number().min(0).max(1).default(0.4).meta({
      label: 'Share of wrong names',
      help: 'Of the values that a proposal says it replaces; each wrong one is another value of the same attribute.',
      step: 0.05,
    }),
  }),
  changes: ({ misnamedShare }) => ({ misnamedShare }),
})
