import { z } from 'zod'
import { describeGenerator } from '../generator-descriptor.ts'

/** The smallest generator with a setting of its own: it puts one word before the title. */
export const toy = describeGenerator({
  name: 'toy',
  label: 'Toy',
  summary: 'Puts one word before the title.',
  source: 'none',
  needs: { server: null },
  settings: z.strictObject({ word: z.string().min(1).default('Blue').meta({ label: 'Word' }) }),
  options: z.object({ name: z.literal('toy'), word: z.string() }),
})
