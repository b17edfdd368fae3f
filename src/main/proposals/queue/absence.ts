import type { Outage } from '#main/generators/generator.ts'
import { backoff } from './backoff.ts'

/** Milliseconds for which a job waits for a server that is gone: the restart of a service takes seconds. */
const PATIENCE = 60_000
/** Milliseconds between two looks for it at most, so that one that is back is not left idle. */
const LONGEST_WAIT = 8_000

/** That a job's server is gone, from the first question that finds nobody there until it answers again. */
export class Absence {
  readonly #patience: number
  readonly #onChange: () => void
  #current: { readonly since: number; readonly sentence: string } | undefined

  /**
   * @param onChange `sentence` changed
   * @param patience milliseconds from which on nobody waits any more
   */
  constructor(onChange: () => void, patience = PATIENCE) {
    this.#onChange = onChange
    this.#patience = patience
  }

  /** What is waited for; null while the server answers. */
  get sentence(): string | null {
    return this.#current?.sentence ?? null
  }

  /**
   * A question found nobody.
   *
   * @param looks how many of the item did, this one included
   * @returns milliseconds until the next one, the last at the end of the patience; null once that is over
   */
  found({ message }: Outage, looks: number): number | null {
    const now = performance.now()
    if (this.#current === undefined) {
      this.#current = { since: now, sentence: `${message} The job waits for it up to a minute, then pauses.` }
      this.#onChange()
    }
    const left = this.#current.since + this.#patience - now
    return left > 0 ? Math.min(backoff(looks, Math.random()), LONGEST_WAIT, left) : null
  }

  answered(): void {
    if (this.#current === undefined) return
    this.#current = undefined
    this.#onChange()
  }
}
