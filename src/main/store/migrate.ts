import { rmSync } from 'node:fs'
import { ExpectedError } from '#shared/expected-error.ts'
import type { Database } from './database.ts'

export interface Migration {
  /** From 1, without gaps; SQLite's `user_version` once it has run. */
  version: number
  name: string
  sql: string
}

const files: Record<string, string> = import.meta.glob('/resources/migrations/*.sql', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The migrations that ship with this version, oldest first. */
export const MIGRATIONS: readonly Migration[] = Object.entries(files)
  .map(([path, sql]) => {
    const match = /(\d{4})-([\w-]+)\.sql$/.exec(path)
    if (match?.[1] === undefined || match[2] === undefined) throw new Error(`migration file ${path}`)
    return { version: Number(match[1]), name: match[2], sql }
  })
  .sort((a, b) => a.version - b.version)

/** The schema that this version writes. */
export function newestSchema(): number {
  return MIGRATIONS.at(-1)?.version ?? 0
}

/**
 * Brings the database to the newest schema, each migration in a transaction of its own.
 * Where there is data already, checks its integrity first and leaves a copy at `backupPath(version)`.
 *
 * @returns the versions that were applied
 * @throws ExpectedError CONFLICT when the file was written by a newer studio, BAD_INPUT when it is damaged
 */
export function migrate(
  database: Database,
  backupPath: (version: number) => string,
  migrations: readonly Migration[] = MIGRATIONS,
): number[] {
  const current = database.schemaVersion()
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new ExpectedError(
      'CONFLICT',
      `This workspace was last used by a newer studio (schema ${current}, this one knows ${newest}). Update the studio to open it.`,
    )
  }
  const pending = migrations.filter((migration) => migration.version > current)
  if (pending.length === 0) return []
  if (current > 0) {
    const problems = database.integrityProblems()
    if (problems.length > 0) {
      throw new ExpectedError(
        'BAD_INPUT',
        `The workspace's database is damaged (${problems[0]}); it was left as it is.`,
        { retry: '`studio restore` lists the backups and puts one in its place.' },
      )
    }
    const backup = backupPath(current)
    rmSync(backup, { force: true })
    database.copyTo(backup)
  }
  for (const migration of pending) {
    database.transaction(() => {
      database.script(migration.sql)
      database.script(`PRAGMA user_version = ${migration.version}`)
    })
  }
  return pending.map((migration) => migration.version)
}
