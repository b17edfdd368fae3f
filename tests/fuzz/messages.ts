import { z } from 'zod'

/** What came of one file, with what it cost. */
export const Tried = z.object({
  index: z.int(),
  kind: z.string(),
  mutations: z.array(z.string()),
  bytes: z.number(),
  state: z.enum(['read', 'refused', 'failed']),
  reason: z.string(),
  /** Of the processor: what else runs on the machine does not count. */
  seconds: z.number(),
  /** Most memory that the process had meanwhile, in bytes. */
  memory: z.number(),
})
export type Tried = z.infer<typeof Tried>

/** What the process that imports says: what it begins, and what came of it. */
export const FuzzMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('begins'),
    index: z.int(),
    kind: z.string(),
    mutations: z.array(z.string()),
    bytes: z.number(),
  }),
  z.object({ type: z.literal('tried'), tried: Tried }),
])
export type FuzzMessage = z.infer<typeof FuzzMessage>
