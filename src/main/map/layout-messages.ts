import { z } from 'zod'

/** What the thread is given. */
export interface LayoutTask {
  /** Row-major [rows, dimensions]. */
  readonly vectors: Float32Array
  readonly dimensions: number
  readonly seed: number
}

/** What the thread says. */
export const LayoutMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('share'), share: z.number().min(0).max(1) }),
  z.object({
    type: z.literal('done'),
    places: z.custom<Float32Array>((value) => value instanceof Float32Array),
  }),
])
export type LayoutMessage = z.infer<typeof LayoutMessage>
