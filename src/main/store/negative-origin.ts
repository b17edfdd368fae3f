import { z } from 'zod'

/** Where a negative comes from, as far as its export says; it is kept with a negative that a file brought. */
export const NegativeOrigin = z.object({
  generator: z.string(),
  /** "no model" for a generator without one. */
  model: z.string(),
  modelDigest: z.string().nullable(),
  serverVersion: z.string().nullable(),
  seed: z.int(),
  hint: z.string().nullable(),
  templates: z.array(z.object({ step: z.string(), name: z.string(), version: z.int() })),
  /** Who let it through; null where nobody reviewed it. */
  annotator: z.string().nullable(),
  decidedAt: z.number().nullable(),
})
export type NegativeOrigin = z.infer<typeof NegativeOrigin>
