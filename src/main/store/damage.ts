import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ExpectedError } from '#shared/expected-error.ts'
import { parseJsonOrNull } from '#shared/parse-json.ts'
import { listBackups } from './backups.ts'
import type { Database } from './database.ts'
import { diskFailure } from './disk-failure.ts'
import type { WorkspacePaths } from './workspace.ts'

/** The first bytes of every database. */
const SIGNATURE = Buffer.from('SQLite format 3\0', 'latin1')
const HEADER_BYTES = 100

/**
 * What can be seen of a damaged database before it is opened, which could change it: something else of its name, an
 * empty or a cut file. Nothing where there is no database yet.
 *
 * @throws ExpectedError BAD_INPUT with what to do
 */
export function refuseDamagedFile(paths: WorkspacePaths): void {
  const stat = statSync(paths.database, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isFile()) throw damaged(paths, stat.isDirectory() ? 'it is a folder' : 'it is not a file')
  if (stat.size === 0) {
    // A start that was killed at its first instant leaves an empty file as well, but nothing else.
    if (hasHistory(paths)) throw damaged(paths, 'the file is empty')
    return
  }
  const header = headOf(paths.database)
  if (!header.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw damaged(paths, 'it is not a database')
  // Its log may hold what the file lacks: a disk that was full ends the transfer between the two midway.
  if ((statSync(`${paths.database}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return
  const pages = header.readUInt32BE(28)
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  if (stat.size < pages * pageSize) {
    throw damaged(paths, `${pages * pageSize - stat.size} bytes are missing at its end`)
  }
}

/**
 * Reads the whole database, unless it is as the last studio left it in order.
 *
 * @throws ExpectedError BAD_INPUT with what to do
 */
export function refuseDamagedContent(paths: WorkspacePaths, database: Database, isSealed: boolean): void {
  if (isSealed) return
  const [problem] = database.quickProblems()
  if (problem !== undefined) throw damaged(paths, problem)
}

/** Turns what SQLite says of a damaged file into what to do about it; hands anything else on. */
export function asDamage(paths: WorkspacePaths, error: unknown): unknown {
  const cause = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^SQLITE_(CORRUPT|NOTADB)/.test(cause) && error instanceof Error
    ? damaged(paths, error.message, error)
    : error
}

const Seal = z.object({ bytes: z.number(), modified: z.number() })

const sealPath = (paths: WorkspacePaths) => `${paths.database}.seal`

/** Notes how the database was left. To be called once it is closed. */
export function seal(paths: WorkspacePaths): void {
  try {
    writeFileSync(sealPath(paths), JSON.stringify(stateOf(paths)), { mode: 0o600 })
  } catch (error) {
    // Without it the next start reads the whole database.
    if (diskFailure(error, paths.root) === null) throw error
  }
}

/** Whether nobody has touched the database since it was closed in order. To be asked before it is opened. */
export function isSealed(paths: WorkspacePaths): boolean {
  if (existsSync(`${paths.database}-wal`) || !existsSync(sealPath(paths))) return false
  const noted = Seal.safeParse(parseJsonOrNull(readFileSync(sealPath(paths), 'utf8')))
  const now = stateOf(paths)
  return noted.success && noted.data.bytes === now.bytes && noted.data.modified === now.modified
}

function stateOf(paths: WorkspacePaths): z.infer<typeof Seal> {
  const { size, mtimeMs } = statSync(paths.database)
  return { bytes: size, modified: mtimeMs }
}

function damaged(paths: WorkspacePaths, what: string, cause?: unknown): ExpectedError {
  const [newest] = listBackups(paths)
  const retry =
    newest === undefined
      ? `There is no backup in ${paths.backups}. Put a copy of yours in its place.`
      : `\`studio restore --workspace ${paths.root}\` lists the backups, the newest of ${newest.madeAt.toISOString()}, and puts one in its place.`
  return new ExpectedError(
    'BAD_INPUT',
    `The workspace's database is damaged (${what.replace(/\s+/g, ' ').trim()}); it was left as it is.`,
    { location: { file: paths.database }, retry, cause },
  )
}

/** Whether the workspace was in use before. */
function hasHistory(paths: WorkspacePaths): boolean {
  const folders = ['media', 'features', 'runs'].map((name) => join(paths.root, name))
  return [paths.backups, paths.exports, ...folders].some(
    (folder) => existsSync(folder) && readdirSync(folder).length > 0,
  )
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEADER_BYTES)
    readSync(file, head, 0, HEADER_BYTES, 0)
    return head
  } finally {
    closeSync(file)
  }
}
