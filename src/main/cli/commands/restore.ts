import { resolve } from 'node:path'
import { findEngine } from '#main/engine/lock.ts'
import { askInstance } from '#main/engine/node-fetch.ts'
import { type Backup, listBackups, restoreBackup } from '#main/store/backups.ts'
import { workspacePaths } from '#main/store/workspace.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { GlobalOptions } from '../session.ts'
import { type Columns, Output, type Terminal } from '../terminal.ts'

const COLUMNS: Columns<Backup> = {
  name: ({ name }) => name,
  MB: ({ bytes }) => Math.round(bytes / 1e5) / 10,
  made: ({ madeAt }) => madeAt.toISOString(),
}

export interface RestoreOptions extends GlobalOptions {
  backup?: string
}

/**
 * `restore`: lists the backups of the database, or puts one in its place. Needs no engine, since a damaged database has none.
 *
 * @throws ExpectedError CONFLICT where an engine has the workspace
 */
export async function restore(
  terminal: Terminal,
  { workspace, json, backup }: RestoreOptions,
): Promise<void> {
  const output = new Output(terminal, json)
  const paths = workspacePaths(resolve(terminal.folder, workspace))
  const backups = listBackups(paths)
  if (backup === undefined) {
    output.rows(backups, COLUMNS, `There is no backup in ${paths.backups}.`)
    if (backups.length > 0) {
      output.message(
        '`studio restore --backup NAME` puts one in the place of the database, which is kept aside.',
      )
    }
    return
  }
  const running = await findEngine(paths.root, askInstance)
  if (running !== null) {
    throw new ExpectedError('CONFLICT', `The workspace is open in process ${running.pid}.`, {
      retry: 'Close it there first.',
    })
  }
  const file = backups.find(({ name }) => name === backup)?.path ?? resolve(terminal.folder, backup)
  const aside = restoreBackup(paths, file)
  output.result({ restored: file, aside }, () =>
    aside === null ? `Restored ${file}.` : `Restored ${file}. The former database is ${aside}.`,
  )
}
