import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ExpectedError } from '#shared/expected-error.ts'
import { Database } from './database.ts'
import { newestSchema } from './migrate.ts'
import type { WorkspacePaths } from './workspace.ts'

/** A copy of the database in the workspace's folder of backups. */
export interface Backup {
  path: string
  name: string
  bytes: number
  madeAt: Date
}

const DAY = 24 * 60 * 60 * 1000
const KEPT = 3
const DAILY = /^studio-\d{4}-\d{2}-\d{2}\.db$/

/** Newest first. */
export function listBackups({ backups }: WorkspacePaths): Backup[] {
  if (!existsSync(backups)) return []
  return readdirSync(backups, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.db'))
    .map(({ name }) => {
      const path = join(backups, name)
      const { size, mtime } = statSync(path)
      return { path, name, bytes: size, madeAt: mtime }
    })
    .sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime() || a.name.localeCompare(b.name))
}

/** Called at a start: copies the database where the last such copy is a day old, between other work, and keeps the last three. */
export async function backUpDaily(
  paths: WorkspacePaths,
  database: Database,
  signal: AbortSignal,
  now = new Date(),
): Promise<void> {
  const daily = listBackups(paths).filter(({ name }) => DAILY.test(name))
  const [newest] = daily
  if (newest !== undefined && now.getTime() - newest.madeAt.getTime() < DAY) return
  const path = join(paths.backups, `studio-${now.toISOString().slice(0, 10)}.db`)
  const partial = `${path}.part`
  rmSync(partial, { force: true })
  try {
    await database.backUpTo(partial, signal)
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    if (signal.aborted) return
    throw error
  }
  for (const { path: old } of daily.filter((backup) => backup.path !== path).slice(KEPT - 1)) rmSync(old)
}

/**
 * Puts a backup in the place of the database, which is kept aside under another name. No engine may have the workspace.
 *
 * @returns where the former database is now; null where there was none
 * @throws ExpectedError NOT_FOUND, BAD_INPUT where the backup is damaged itself or of a newer studio
 */
export function restoreBackup(paths: WorkspacePaths, backup: string, now = new Date()): string | null {
  if (!existsSync(backup)) throw new ExpectedError('NOT_FOUND', `There is no file at ${backup}.`)
  const copy = `${paths.database}.restoring-${randomBytes(4).toString('hex')}`
  try {
    copyFileSync(backup, copy)
    refuseUnusable(backup, copy)
    const aside = putAside(paths.database, now)
    renameSync(copy, paths.database)
    return aside
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${copy}${suffix}`, { force: true })
  }
}

function refuseUnusable(backup: string, copy: string): void {
  let problem: string | undefined
  let schema = 0
  try {
    const database = new Database(copy)
    try {
      problem = database.integrityProblems()[0]
      schema = database.schemaVersion()
    } finally {
      database.close()
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  if (problem !== undefined) {
    throw new ExpectedError('BAD_INPUT', `${basename(backup)} is damaged as well (${problem}).`, {
      retry: 'Choose another backup.',
    })
  }
  if (schema < 1 || schema > newestSchema()) {
    const whose = schema < 1 ? 'no workspace of the studio' : 'a newer studio'
    throw new ExpectedError('BAD_INPUT', `${basename(backup)} is of ${whose}.`, {
      retry: 'Choose another backup.',
    })
  }
}

/** With the log that belongs to it: the next database must not be taken for its own. */
function putAside(path: string, now: Date): string | null {
  const aside = `${path}.damaged-${now.toISOString().replace(/[:.]/g, '-')}`
  const moved = ['-wal', '-shm', '.seal', ''].filter((suffix) => {
    if (!existsSync(`${path}${suffix}`)) return false
    renameSync(`${path}${suffix}`, `${aside}${suffix}`)
    return true
  })
  return moved.includes('') ? aside : null
}
