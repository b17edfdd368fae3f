import { z } from 'zod'
import type { OptimizerDescriptor } from '../descriptor.ts'

export const adam = {
  name: 'adam',
  label: 'Adam',
  summary: 'Every parameter moves at every step: rows that the batch does not touch go on by their moments.',
  source: 'Kingma & Ba 2015, algorithm 1',
  settings: z.strictObject({ name: z.literal('adam') }),
} as const satisfies OptimizerDescriptor
