import { z } from 'zod'
import { DatasetId } from './ids.ts'

/** How far the texts or pictures of a data set are encoded; the last one of a pass has `done` equal to `total`. */
export const EncodingProgress = z.object({
  dataset: DatasetId,
  /** Label of the encoder. */
  encoder: z.string(),
  what: z.enum(['texts', 'pictures']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
})
export type EncodingProgress = z.infer<typeof EncodingProgress>
