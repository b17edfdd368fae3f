import { z } from 'zod'
import { describeWorld } from './descriptor.ts'

export const sparse = describeWorld({
  name: 'sparse',
  label: 'Few choices',
  summary: 'Each shopper makes five to eight choices instead of ten to fifteen.',
  source: 'The sample shop with shorter histories',
  settings: z.strictObject({ name: z.literal('sparse') }),
  changes: () => ({ choices: { minimum: 5, maximum: 8 } }),
})
