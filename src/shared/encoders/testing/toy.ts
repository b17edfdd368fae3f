import { z } from 'zod'
import { encoder } from '../encoder.ts'

/** The smallest encoder with a setting of its own: the length of a text. */
export const toy = encoder({
  name: 'toy',
  label: 'Toy',
  summary: 'The length of a text.',
  source: 'none',
  modality: 'text',
  version: '7',
  settings: z.strictObject({ name: z.literal('toy'), scale: z.number().default(1).meta({ label: 'Scale' }) }),
})
