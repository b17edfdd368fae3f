import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'

const base = oc.errors(commonErrors)

export const OpenAiStatus = z.discriminatedUnion('state', [
  /** The settings name no server. */
  z.object({ state: z.literal('unset') }),
  z.object({
    state: z.literal('unreachable'),
    host: z.string(),
    message: z.string(),
    /** What would help. */
    retry: z.string().nullable(),
  }),
  z.object({
    state: z.literal('connected'),
    host: z.string(),
    /** What the server calls itself and its build; null where it does not say. */
    version: z.string().nullable(),
    models: z.array(z.object({ name: z.string(), contextLength: z.int().nullable() })),
  }),
])
export type OpenAiStatus = z.infer<typeof OpenAiStatus>

export const openai = {
  /** A fresh look at the server of the settings, which takes at most some seconds. */
  status: base.output(OpenAiStatus),
  /** Shows the model a picture with a known answer: does it see? */
  canary: base
    .input(z.object({ model: z.string() }))
    .output(z.object({ sees: z.boolean(), answer: z.string(), milliseconds: z.number() })),
}
