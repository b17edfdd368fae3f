import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { diskFailure } from './disk-failure.ts'

export interface ReserveOptions {
  /** Called with what could not be put on record later, for another reason than the disk. */
  onBug?: (error: unknown) => void
  retryMilliseconds?: number
}

const BYTES = 1 << 20
/** The reserve never takes the last space: so many times its size stay free beside it. */
const SPARE = 3

/**
 * A megabyte of the workspace's disk that is given back when the disk is full, so that what work came to can still be
 * put on record. Where even that is not enough, or the disk can only be read, it is tried again until it can.
 */
export class Reserve {
  readonly #path: string
  readonly #options: ReserveOptions
  readonly #waiting = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(path: string, options: ReserveOptions = {}) {
    this.#path = path
    this.#options = options
  }

  /** Takes the space, where there is enough. An engine does so; what only looks at a workspace needs none. */
  keep(): void {
    this.#fill()
  }

  /**
   * Writes how something stands, now or as soon as the disk takes it.
   *
   * @param work writes in one transaction, by what the store says when it is called; it may be called more than once
   */
  putOnRecord(work: () => void): void {
    if (this.#succeeds(work)) return
    this.#giveBack()
    if (!this.#succeeds(work)) this.#waiting.add(work)
    this.#tryLater()
  }

  /** What waits still is left out: the next start finds it unfinished, as after a crash. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#waiting.clear()
  }

  /** Whether nothing is left to do; throws what is not the disk's fault. */
  #succeeds(work: () => void): boolean {
    try {
      work()
      return true
    } catch (error) {
      if (diskFailure(error, '') === null) throw error
      return false
    }
  }

  #tryLater(): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    this.#timer = setTimeout(() => this.#tryAgain(), this.#options.retryMilliseconds ?? 2000)
    this.#timer.unref()
  }

  #tryAgain(): void {
    for (const work of this.#waiting) {
      try {
        if (this.#succeeds(work)) this.#waiting.delete(work)
      } catch (error) {
        this.#waiting.delete(work)
        this.#options.onBug?.(error)
      }
    }
    if (this.#waiting.size > 0 || !this.#fill()) this.#tryLater()
  }

  /** Whether the reserve is there. A workspace without one works as well. */
  #fill(): boolean {
    try {
      if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) >= BYTES) return true
      const { bavail, bsize } = statfsSync(dirname(this.#path))
      if (bavail * bsize < (1 + SPARE) * BYTES) return false
      const file = openSync(this.#path, 'w', 0o600)
      try {
        // Zeros take no space on some file systems.
        writeSync(file, randomBytes(BYTES))
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      return true
    } catch (error) {
      if (diskFailure(error, '') === null) throw error
      return false
    }
  }

  #giveBack(): void {
    try {
      rmSync(this.#path, { force: true })
    } catch (error) {
      // On a disk that can only be read, waiting is all there is.
      if (diskFailure(error, '') === null) throw error
    }
  }
}
