import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own, in memory, that a test can fill up and make read-only. */
export interface SmallDisk {
  path: string
  /** Leaves no more than so many bytes free, in a file of its own. */
  fill(bytesLeft: number): void
  /** Removes what `fill` made. */
  makeRoom(): void
  /** Whether writing is refused from here on. */
  setReadOnly(readOnly: boolean): void
  remove(): void
}

/** Null where this account may not mount one (only root may). */
export function mountSmallDisk(size: string): SmallDisk | null {
  if (process.platform !== 'linux') return null
  const path = mkdtempSync(join(tmpdir(), 'small-disk-'))
  const run = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path)) {
    rmSync(path, { recursive: true, force: true })
    return null
  }
  const filling = join(path, 'filling')
  return {
    path,
    fill(bytesLeft) {
      const { bavail, bsize } = statfsSync(path)
      const bytes = bavail * bsize - bytesLeft
      if (bytes <= 0) return
      try {
        writeFileSync(filling, Buffer.alloc(bytes), { flag: 'a' })
      } catch (error) {
        // Somebody else has taken the last of it in between.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      }
    },
    makeRoom() {
      rmSync(filling, { force: true })
    },
    setReadOnly(readOnly) {
      if (!run('mount', '-o', `remount,${readOnly ? 'ro' : 'rw'}`, path)) throw new Error('remounting failed')
    },
    remove() {
      run('umount', '-l', path)
      rmSync(path, { recursive: true, force: true })
    },
  }
}
