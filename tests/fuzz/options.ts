import { parseArgs } from 'node:util'
import { z } from 'zod'
import { UsageError } from '#tests/support/command-line.ts'

export const USAGE = `Usage: npm run fuzz -- [options]
Mutates valid files of every reader and imports them: each is read, or refused with file and line, within 5 seconds and 1 GB.
  --files N  how many files (1000)
  --seed N   another seed mutates otherwise (1)
  --from N   index of the first file (0); "--seed S --from I --files 1" tries one file again
  --most N   kilobytes that a mutation may add (4096); part of what a seed gives
  --kind K   only files whose kind holds this text, as "parquet" (all); part of what a seed gives
  --keep DIR folder for files that are neither read nor refused as they should be (none)`

const whole = (otherwise: number) => z.coerce.number().int().nonnegative().default(otherwise)

/** What the process that imports is told as well. */
export const FuzzOptions = z.object({
  files: whole(1000),
  seed: whole(1),
  from: whole(0),
  most: whole(4096),
  kind: z.string().default(''),
  keep: z.string().optional(),
})
export type FuzzOptions = z.infer<typeof FuzzOptions>

/** @throws UsageError */
export function parseOptions(commandLine: readonly string[]): FuzzOptions {
  const text = { type: 'string' } as const
  const options = { files: text, seed: text, from: text, most: text, kind: text, keep: text }
  try {
    return FuzzOptions.parse(parseArgs({ args: [...commandLine], options }).values)
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new UsageError(
        error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'),
      )
    }
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
