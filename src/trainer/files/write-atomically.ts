import { basename, dirname, join } from 'node:path'
import { type Disk, realDisk } from './disk.ts'
import { asDiskFailure } from './disk-failure.ts'

/** A file's contents, made while they are written, so that they need never be in memory as a whole. */
export interface Contents {
  readonly bytes: number
  chunks(): AsyncIterable<Uint8Array>
}

export interface AtomicWriteOptions {
  readonly disk?: Disk
  /** Called when the contents are safely on the disk and only their name is missing. */
  readonly beforeReplacing?: () => Promise<void>
}

/**
 * Writes a file so that its path holds either the old contents or all of the new ones, whenever the
 * process dies or the power fails. The directory must exist.
 * @throws TrainingFailure where there is no space or no permission; then nothing has changed
 */
export async function writeAtomically(
  path: string,
  contents: Uint8Array | Contents,
  { disk = realDisk, beforeReplacing }: AtomicWriteOptions = {},
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  const needed = contents instanceof Uint8Array ? contents.length : contents.bytes
  try {
    const file = await disk.create(temporary)
    try {
      if (contents instanceof Uint8Array) await file.append(contents)
      else for await (const chunk of contents.chunks()) await file.append(chunk)
      await file.sync()
    } finally {
      await file.close()
    }
    await beforeReplacing?.()
    await disk.rename(temporary, path)
    await disk.syncFolder(dirname(path))
  } catch (error) {
    // What it died of is worth more than that the rest could not be removed either.
    await disk.remove(temporary).catch(() => undefined)
    throw await asDiskFailure(path, error, needed)
  }
}

/** Removes what writers that were killed left in a folder. Nobody may be writing there. */
export async function removeUnfinished(folder: string, disk: Disk): Promise<void> {
  for (const name of await disk.list(folder)) {
    if (/\.\d+\.tmp$/.test(basename(name))) await disk.remove(join(folder, name))
  }
}
