import { type Disk, type FileWriter, realDisk } from '../files/disk.ts'

/** What happens at an operation on files: null if it goes well, else what is thrown in its place. */
export type Fault = (operation: keyof Disk | keyof FileWriter, path: string) => Error | null

/**
 * The real disk with faults. An `append` that fails leaves half of its bytes, every other operation does nothing.
 * Nothing is synchronised: tests end processes, not the power.
 */
export function failingDisk(fault: Fault): Disk {
  const check = (operation: keyof Disk | keyof FileWriter, path: string) => {
    const error = fault(operation, path)
    if (error !== null) throw error
  }
  return {
    async makeFolder(path) {
      check('makeFolder', path)
      await realDisk.makeFolder(path)
    },
    async list(path) {
      check('list', path)
      return realDisk.list(path)
    },
    async create(path) {
      check('create', path)
      const file = await realDisk.create(path)
      return {
        async append(bytes) {
          const error = fault('append', path)
          await file.append(error === null ? bytes : bytes.subarray(0, bytes.length >> 1))
          if (error !== null) throw error
        },
        async sync() {
          check('sync', path)
        },
        async close() {
          // A killed process closes nothing, but the operating system does.
          await file.close()
          check('close', path)
        },
      }
    },
    async rename(from, to) {
      check('rename', to)
      await realDisk.rename(from, to)
    },
    async remove(path) {
      check('remove', path)
      await realDisk.remove(path)
    },
    async syncFolder(path) {
      check('syncFolder', path)
    },
  }
}

/** The process that meets it is dead: nothing that it would still do is done. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** A disk whose user dies at the n-th operation, from 0. */
export function killingDisk(n: number): Disk {
  let operations = 0
  return failingDisk(() => (operations++ < n ? null : new Killed()))
}

/** As the operating system reports it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code })
}
