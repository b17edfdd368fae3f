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

/** What a data set's vectors are, once they are all there. */
export const EncodedDataset = z.object({
  texts: z.object({ encoder: z.string(), rows: z.int(), dimensions: z.int() }),
  /** Of items with a picture. */
  pictures: z.object({ encoder: z.string(), rows: z.int(), dimensions: z.int() }),
  milliseconds: z.number(),
})
export type EncodedDataset = z.infer<typeof EncodedDataset>
