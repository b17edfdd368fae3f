import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MediaHash, RunId } from '#shared/contract/ids.ts'
import { asDamage, isSealed, refuseDamagedContent, refuseDamagedFile, seal } from './damage.ts'
import { Database, type DatabaseOptions, type Reader } from './database.ts'
import { migrate } from './migrate.ts'
import { Reserve, type ReserveOptions } from './reserve.ts'

/** Where a workspace stores its files; nothing else in the engine and its commands spells these paths. */
export interface WorkspacePaths {
  root: string
  database: string
  /** Original picture, content-addressed. */
  media(hash: MediaHash): string
  thumbnail(hash: MediaHash, width: number): string
  /** Feature matrices of one data set and encoder. */
  features(name: string): string
  run(run: RunId): string
  /** What an upload holds until it is imported. */
  uploads: string
  /** Exports that were given no folder of their own. */
  exports: string
  backups: string
  logs: string
  /** Sessions and curators' tokens, as digests. */
  access: string
  /** A page that leads a browser of this account in, while it opens. */
  enter: string
  /** Space that is given back when the disk is full. */
  reserve: string
}

export function workspacePaths(folder: string): WorkspacePaths {
  const root = resolve(folder)
  return {
    root,
    database: join(root, 'studio.db'),
    media: (hash) => join(root, 'media', hash.slice(0, 2), hash),
    thumbnail: (hash, width) => join(root, 'media', 'thumbs', String(width), hash.slice(0, 2), hash),
    features: (name) => join(root, 'features', name),
    run: (run) => join(root, 'runs', String(run)),
    uploads: join(root, 'uploads'),
    exports: join(root, 'exports'),
    backups: join(root, 'backups'),
    logs: join(root, 'logs'),
    access: join(root, 'access.json'),
    enter: join(root, 'enter.html'),
    reserve: join(root, 'reserve'),
  }
}

export function isWorkspace(folder: string): boolean {
  return existsSync(workspacePaths(folder).database)
}

/** A workspace whose database can only be read: for services and functions that write nothing to it. */
export interface ReadableWorkspace {
  paths: WorkspacePaths
  database: Reader
}

export interface Workspace extends ReadableWorkspace {
  database: Database
  /** Puts on record what work came to, on a full disk too. */
  reserve: Reserve
}

export interface WorkspaceOptions extends DatabaseOptions, ReserveOptions {}

/**
 * Opens a workspace, making its folders and database where they are missing, and migrates it. A database that was not closed
 * in order, or was touched since, is checked first.
 *
 * @throws ExpectedError as `migrate` does, BAD_INPUT where the database is damaged
 */
export function openWorkspace(folder: string, options: WorkspaceOptions = {}): Workspace {
  const paths = workspacePaths(folder)
  for (const path of [paths.root, paths.backups, paths.logs]) mkdirSync(path, { recursive: true })
  refuseDamagedFile(paths)
  const sealed = isSealed(paths)
  try {
    const database = new Database(paths.database, options)
    try {
      refuseDamagedContent(paths, database, sealed)
      migrate(database, (version) => join(paths.backups, `studio-schema-${version}.db`))
    } catch (error) {
      database.close()
      throw error
    }
    return { paths, database, reserve: new Reserve(paths.reserve, options) }
  } catch (error) {
    throw asDamage(paths, error)
  }
}

/** Closes it in order, so that the next start need not check it. */
export function closeWorkspace({ paths, database, reserve }: Workspace): void {
  reserve.close()
  database.close()
  seal(paths)
}
