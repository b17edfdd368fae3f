import { chmodSync, lstatSync, readdirSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkspacePaths } from './workspace.ts'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/** What this process made files with before it kept them to itself. */
let usualMask: number | null = null

/** From now on files and folders of this process and of those that it starts are for this account alone. Windows has no such modes. */
export function keepFilesPrivate(): void {
  if (process.platform !== 'win32') usualMask ??= process.umask(0o077)
}

/** What a person asked for outside of the workspace gets the permissions that their other files have. */
export async function giveAsUsual(path: string, kind: 'file' | 'folder' = 'file'): Promise<void> {
  if (usualMask !== null) await chmod(path, (kind === 'file' ? 0o666 : 0o777) & ~usualMask)
}

/**
 * Takes what an earlier version left readable for others away from them: everything that the studio made in the workspace, and the
 * folder itself unless a stranger's files are in it too. Links are left alone; a folder that is private is not entered, since all in it
 * was made by a process that kept its files private.
 *
 * @returns the paths that could not be changed, such as on a disk that knows no permissions
 */
export function makePrivate({ root }: WorkspacePaths): string[] {
  if (process.platform === 'win32') return []
  const failed: string[] = []
  const names = readdirSync(root)
  const own = names.filter(isOwnEntry)
  for (const name of own) tighten(join(root, name), failed)
  if (own.length === names.length && isOpen(lstatSync(root))) change(root, FOLDER_MODE, failed)
  return failed
}

function isOpen({ mode }: { mode: number }): boolean {
  return (mode & 0o077) !== 0
}

const OWN_ENTRIES = new Set([
  'access.json',
  'backups',
  'engine.json',
  'enter.html',
  'exports',
  'features',
  'logs',
  'media',
  'reserve',
  'runs',
  'uploads',
])

function isOwnEntry(name: string): boolean {
  return OWN_ENTRIES.has(name) || name.startsWith('studio.db') || /^(engine|access)\.json\./.test(name)
}

function tighten(path: string, failed: string[]): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined || !isOpen(stat)) return
  if (stat.isDirectory()) {
    for (const name of readdirSync(path)) tighten(join(path, name), failed)
    // Last, so that what was interrupted begins again.
    change(path, FOLDER_MODE, failed)
  } else if (stat.isFile()) {
    change(path, FILE_MODE, failed)
  }
}

function change(path: string, mode: number, failed: string[]): void {
  try {
    chmodSync(path, mode)
  } catch {
    failed.push(path)
  }
}
