import { z } from 'zod'

/** Settings that the encoders of a server share. */

export const model = z
  .string()
  .trim()
  .refine((name) => name !== '', 'Give the model’s name.')
  .meta({ label: 'Model', help: 'An embedding model, as the server names it.' })

export const prefix = z.string().max(2000).default('').meta({
  label: 'Prefix',
  help: 'Stands before every text, where the model wants one, such as "search_document: ".',
  advanced: true,
})
