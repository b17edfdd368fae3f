import { z } from 'zod'
import type { Cell } from '../table.ts'

/** A row group: rows that lie together, column after column. */
export const RowGroup = z.object({
  /** Number of its first row, from 0. */
  start: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  /** Unpacked bytes of each column, by the columns of the file. */
  bytes: z.array(z.number().nonnegative()),
})
export type RowGroup = z.infer<typeof RowGroup>

export const ParquetHead = z.object({
  columns: z.array(z.string()),
  groups: z.array(RowGroup),
})
export type ParquetHead = z.infer<typeof ParquetHead>

/** What the thread is asked: the head, or rows of a group, which it keeps until another one is asked for. */
export type ParquetTask =
  | { type: 'head' }
  | { type: 'rows'; group: RowGroup; columns: readonly string[]; from: number; to: number }

/** What the thread answers. */
export const ParquetAnswer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('head'), head: ParquetHead }),
  /** By the columns that were asked for, then by row. */
  z.object({ type: z.literal('rows'), cells: z.array(z.custom<Cell[]>((value) => Array.isArray(value))) }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
])
export type ParquetAnswer = z.infer<typeof ParquetAnswer>
