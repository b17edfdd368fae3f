import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'

/** The operations that write a run's output; a test can let each of them fail. */
export interface Disk {
  /** Makes a folder and those above it, where they are missing. */
  makeFolder(path: string): Promise<void>
  /** Names of what is in a folder. */
  list(path: string): Promise<readonly string[]>
  /** Opens a file for writing, empty. */
  create(path: string): Promise<FileWriter>
  /** Moves a file within its folder; one that has the new name is replaced. Either both happens or nothing. */
  rename(from: string, to: string): Promise<void>
  /** Removes a file; none of that name is well too. */
  remove(path: string): Promise<void>
  /** Returns once what happened to names in the folder outlives a loss of power. */
  syncFolder(path: string): Promise<void>
}

export interface FileWriter {
  append(bytes: Uint8Array): Promise<void>
  /** Returns once what was appended outlives a loss of power. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Read or written in one call; operating systems take less than 2 GiB. */
export const MAX_BYTES = 2 ** 26

export const realDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true })
  },
  list: (path) => readdir(path),
  async create(path) {
    const file = await open(path, 'w')
    return {
      async append(bytes) {
        for (let at = 0; at < bytes.length; ) {
          const { bytesWritten } = await file.write(bytes, at, Math.min(MAX_BYTES, bytes.length - at))
          at += bytesWritten
        }
      },
      sync: () => file.sync(),
      close: () => file.close(),
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows opens no folders, and keeps the order of renames by itself.
    if (process.platform === 'win32') return
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
}
