import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'

const base = oc.errors(commonErrors)

export const OllamaModel = z.object({
  name: z.string(),
  digest: z.string(),
  bytes: z.int().nonnegative(),
  /** As the server says; null while it was not asked or did not say. */
  vision: z.boolean().nullable(),
  thinking: z.boolean().nullable(),
  contextLength: z.int().nullable(),
  loaded: z.boolean(),
})
export type OllamaModel = z.infer<typeof OllamaModel>

/** Whether a model that a server lists is the one that a person names: `name` alone means its tag `latest`. */
export function isModel(listed: string, named: string): boolean {
  return listed === named || listed === `${named}:latest`
}

export const PullProgress = z.object({
  model: z.string(),
  status: z.string(),
  completed: z.int().nonnegative(),
  total: z.int().nonnegative(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  error: z.string().nullable(),
})
export type PullProgress = z.infer<typeof PullProgress>

export const OllamaStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('checking'), host: z.string() }),
  z.object({ state: z.literal('unreachable'), host: z.string(), message: z.string() }),
  z.object({
    state: z.literal('connected'),
    host: z.string(),
    version: z.string(),
    models: z.array(OllamaModel),
  }),
])
export type OllamaStatus = z.infer<typeof OllamaStatus>

export const ollama = {
  /**
   * The newest known status, and a fresh look in the background. `wait` answers with the fresh one, and so does
   * the first call, before anything is known of the server.
   */
  status: base.input(z.object({ wait: z.boolean().default(false) })).output(OllamaStatus),
  /** Starts or continues a download; progress comes over the event stream. */
  pull: base.input(z.object({ model: z.string().min(1) })).output(PullProgress),
  cancelPull: base.input(z.object({ model: z.string() })).output(z.object({ cancelled: z.boolean() })),
  /** Shows the model a picture with a known answer: does it see? */
  canary: base
    .input(z.object({ model: z.string() }))
    .output(z.object({ sees: z.boolean(), answer: z.string(), milliseconds: z.number() })),
}
