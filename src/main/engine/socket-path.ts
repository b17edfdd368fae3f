import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * A fresh place for an engine's socket. On Unix in a folder that this account alone can enter, outside the
 * workspace: a socket's path has at most 107 bytes, and network drives know no sockets.
 */
export function createSocketPath(): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\neggen-studio-${randomBytes(16).toString('hex')}`
  // mkdtemp makes the folder with mode 0700.
  return join(mkdtempSync(join(tmpdir(), 'studio-')), 'engine')
}

/** Removes a socket and its folder; leaves alone what is none that `createSocketPath` made. */
export function removeSocketPath(path: string): void {
  const folder = dirname(path)
  const isOurs =
    dirname(folder) === tmpdir() && basename(folder).startsWith('studio-') && basename(path) === 'engine'
  if (process.platform !== 'win32' && isOurs) rmSync(folder, { recursive: true, force: true })
}
