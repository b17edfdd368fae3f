import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { z } from 'zod'
import { AttributeScheme } from '#shared/attributes/scheme.ts'
import { Snapshot } from '#shared/contract/snapshots.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** Stands beside the records of every export, and says of the snapshot what is not of a single negative. */
export const SNAPSHOT_FILE = 'snapshot.json'

export const SnapshotFile = Snapshot.pick({
  name: true,
  which: true,
  note: true,
  hash: true,
  negatives: true,
}).extend({
  /** The verdicts on attributes that it froze. */
  attributes: AttributeScheme,
})
export type SnapshotFile = z.infer<typeof SnapshotFile>

export function snapshotText(
  { name, which, note, hash, negatives }: Snapshot,
  attributes: AttributeScheme,
): string {
  const content: SnapshotFile = { name, which, note, hash, negatives, attributes }
  return `${JSON.stringify(content, null, 2)}\n`
}

/**
 * The one that belongs to a file of records; null where there is none.
 *
 * @throws ExpectedError BAD_INPUT where it is something else
 */
export async function readSnapshotFile(records: string): Promise<SnapshotFile | null> {
  const folder = dirname(records)
  const file = join(basename(folder) === 'data' ? dirname(folder) : folder, SNAPSHOT_FILE)
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = SnapshotFile.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ExpectedError(
    'BAD_INPUT',
    `${file} does not say what a snapshot is: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}.`,
    { location: { file, line: 1 }, retry: 'Choose an export of the studio, unchanged.' },
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The schema refuses it.
    return null
  }
}
