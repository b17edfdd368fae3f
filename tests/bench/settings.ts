import { z } from 'zod'
import { Line, RowName } from './report.ts'

/** What the process of one row is told, as its only argument in JSON. */
export const Settings = z.strictObject({
  row: RowName,
  threads: z.int().positive(),
  rounds: z.int().positive(),
  limit: z.string(),
  movies: z.string(),
  /** A Python with libraries to measure against; null where none was named. */
  peer: z.string().nullable(),
  /** The scripts that it runs, by library. */
  peers: z.strictObject({ implicit: z.string(), torch: z.string(), sentences: z.string() }),
  /** The trainer as the application builds it. */
  trainer: z.string(),
  /** The command as the application builds it. */
  studio: z.string(),
  /** The hook that writes a process's peak memory. */
  peakMemory: z.string(),
  /** A folder of the row's own. */
  folder: z.string(),
})
export type Settings = z.infer<typeof Settings>

/** What it answers, once. */
export const Answer = z.array(Line)

/** Measures one row. */
export type MeasureRow = (settings: Settings) => Promise<Line[]>

export function threadsInWords(count: number): string {
  return count === 1 ? '1 thread' : `${count} threads`
}
