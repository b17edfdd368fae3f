import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Reader } from '#main/store/database.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { readPlanOfRun } from '#main/store/study-trial-repository.ts'
import type { RunId } from '#shared/contract/ids.ts'
import { DEFAULT_TEXT_ENCODER, TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { hasCode } from '#shared/error-code.ts'
import type { RunFolder } from './run-folder.ts'

/** In the run's input: what its texts were encoded with, so that further texts get vectors of the same space. */
export const RUN_ENCODER = 'text_encoder.json'

/** What the texts of a run without input yet will be encoded with: its study's encoder, else the one that is chosen now. */
export function textEncoderOf(reader: Reader, run: RunId): TextEncoderSettings {
  return readPlanOfRun(reader, run)?.textEncoder ?? readSettings(reader).textEncoder
}

const RunEncoder = z.strictObject({
  settings: TextEncoderSettings,
  /** Of the files or the server's model that its vectors come from; null where there are none. */
  revision: z.string().nullable(),
})
export type RunEncoder = z.infer<typeof RunEncoder>

/** Earlier versions wrote the settings alone. */
const StoredRunEncoder = z.union([
  RunEncoder,
  TextEncoderSettings.transform((settings): RunEncoder => ({ settings, revision: null })),
])

export function writtenRunEncoder(encoder: RunEncoder): string {
  return `${JSON.stringify(encoder)}\n`
}

/** The default for a run of an earlier version, which knew no other. */
export async function readRunEncoder({ input }: RunFolder): Promise<RunEncoder> {
  const stored = await readFile(join(input, RUN_ENCODER), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  })
  return stored === null
    ? { settings: DEFAULT_TEXT_ENCODER, revision: null }
    : StoredRunEncoder.parse(JSON.parse(stored))
}
