import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { Role, SessionId } from '#shared/contract/access.ts'
import { Annotator, Timestamp } from '#shared/contract/ids.ts'
import { hasCode } from '#shared/error-code.ts'
import { parseJsonOrNull } from '#shared/parse-json.ts'

const Digest = z.string().length(43)

export const SessionRecord = z.object({
  id: SessionId,
  digest: Digest,
  role: Role,
  name: Annotator.nullable(),
  host: z.string(),
  from: z.string(),
  browser: z.string(),
  createdAt: Timestamp,
  usedAt: Timestamp,
})
export type SessionRecord = z.infer<typeof SessionRecord>

export const CuratorRecord = z.object({ name: Annotator, digest: Digest, addedAt: Timestamp })
export type CuratorRecord = z.infer<typeof CuratorRecord>

/**
 * What a workspace knows of those who may come in: digests, no secrets. A file of its own and not a table, so that no copy or backup of
 * the database lets anybody in.
 */
export const AccessRecord = z.object({
  version: z.literal(1),
  sessions: z.array(SessionRecord),
  curators: z.array(CuratorRecord),
})
export type AccessRecord = z.infer<typeof AccessRecord>

/** Nobody where there is no file; a file that cannot be read is put aside, and `onDamaged` hears where. */
export function readAccess(path: string, onDamaged: (aside: string) => void): AccessRecord {
  const nobody: AccessRecord = { version: 1, sessions: [], curators: [] }
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return nobody
    throw error
  }
  const parsed = AccessRecord.safeParse(parseJsonOrNull(text))
  if (parsed.success) return parsed.data
  const aside = `${path}.damaged`
  renameSync(path, aside)
  onDamaged(aside)
  return nobody
}

/** The whole file or nothing of it, for this account alone. */
export function writeAccess(path: string, record: AccessRecord): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true })
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}
