import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { TrainingFailure } from '../failure.ts'

/** The disk, and not the run, is to blame: the run goes on from its checkpoint once the disk works. */
export class DiskFailure extends TrainingFailure {}

/** What keeps a file from being written, and what to do about it, by the operating system's code. */
const REASONS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space, then start it again.'],
  EDQUOT: ['the disk quota is used up', 'Free some space or raise the quota, then start it again.'],
  EFBIG: ['it is too large for this file system', 'Move the workspace to another file system.'],
  EROFS: ['the file system is read-only', 'Make the folder writable, then start it again.'],
  EACCES: ['writing there is not permitted', 'Make the folder writable, then start it again.'],
  EPERM: ['writing there is not permitted', 'Make the folder writable, then start it again.'],
  EIO: ['the disk reports an error', 'Check the disk; what was saved before is unharmed.'],
}

/**
 * The failure of a run that could not write a file, if that is what was thrown; else what was thrown.
 * @param needed bytes of the file, where they are known
 */
export async function asDiskFailure(path: string, thrown: unknown, needed?: number): Promise<unknown> {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const [reason, remedy] = REASONS[code] ?? []
  if (reason === undefined) return thrown
  const size = needed === undefined ? '' : await sizes(path, needed)
  return new DiskFailure(`${path} could not be written: ${reason}${size}.`, remedy, { cause: thrown })
}

async function sizes(path: string, needed: number): Promise<string> {
  const free = await freeBytes(path)
  // More may be free than is needed, to somebody else or in other units.
  const left = free !== null && free < needed ? ` of which ${amount(free)} are free` : ''
  return `; it takes ${amount(needed)}${left === '' ? '' : `,${left}`}`
}

async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dirname(path))
    return bavail * bsize
  } catch {
    return null
  }
}

function amount(bytes: number): string {
  if (bytes < 1e5) return `${Math.ceil(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
