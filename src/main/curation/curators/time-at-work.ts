import type { TimedStep } from '#main/store/curator-repository.ts'
import type { ItemTimes } from '#shared/contract/curators.ts'
import { median } from '#shared/median.ts'

/** A pause longer than this is a break, in milliseconds. */
export const BREAK = 5 * 60_000
/** Below so many milliseconds at work an hourly rate would be a guess. */
const SHORTEST = 60_000
const HOUR = 3_600_000

/** Seconds at which the bins of the distribution begin. Doubling suits times that spread over two orders of magnitude. */
const BINS = [0, 0.5, 1, 2, 4, 8, 16, 32, 64] as const

type Act = Pick<TimedStep, 'kind' | 'decisions' | 'dwell' | 'standing' | 'at'>

/** How fast one person decides, from their acts in the order of time. */
export class TimeAtWork {
  #decided = 0
  #worked = 0
  #newest: number | null = null
  readonly #dwells: number[] = []

  add({ kind, decisions, dwell, standing, at }: Act): void {
    const pause = this.#newest === null ? null : at - this.#newest
    // After a break, as at the beginning, all that is known is how long the item was on screen.
    this.#worked += pause !== null && pause <= BREAK ? pause : Math.min(dwell ?? 0, BREAK)
    this.#newest = at
    if (kind !== 'decide' || decisions !== 1 || !standing) return
    this.#decided += 1
    if (dwell !== null) this.#dwells.push(dwell)
  }

  /** Decisions one by one in an hour; null while there is too little to tell. */
  get hourlyRate(): number | null {
    return this.#worked < SHORTEST ? null : (this.#decided / this.#worked) * HOUR
  }

  get itemTimes(): ItemTimes {
    const bins = BINS.map((from, at) => ({ from, to: BINS[at + 1] ?? null, count: 0 }))
    for (const dwell of this.#dwells) {
      const bin = bins.findLast(({ from }) => from <= dwell / 1000)
      if (bin !== undefined) bin.count += 1
    }
    const known = this.#dwells.length
    return { known, median: known === 0 ? null : median(this.#dwells), bins }
  }
}
