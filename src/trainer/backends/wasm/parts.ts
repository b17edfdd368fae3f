import { MOST_PARTS } from './control-block.ts'

/** Where each part of the work begins; one more entry ends the last. */
export type Cuts = Int32Array

/** Parts of elements begin at multiples of this, so that blocks of SIMD lanes fall the same whatever the threads. */
const GRAIN = 16
/** Handing out a part costs some microseconds: less work than this stays on one thread. Rough, in float operations. */
const WORTH_SHARING = 30_000
/** Threads that sleep take some tens of microseconds to wake. */
const WORTH_WAKING = 300_000
/** Entries from which on a matrix and what it is multiplied with are beyond any cache. */
const BEYOND_CACHES = 2_000_000
const PARTS_PER_THREAD_BEYOND = 8
/** What a row costs for its own sake, in entries. */
const ROW_COST = 2

/** Divides work among threads. The parts have no influence on what comes out. */
export class Parts {
  readonly #threads: number
  readonly #worthSharing: number
  readonly #worthWaking: number
  readonly #asleep: () => boolean

  /**
   * @param asleep whether the other threads sleep
   * @param worthSharing float operations from which on work is divided; by default as it pays
   */
  constructor(threads: number, asleep: () => boolean, worthSharing?: number) {
    this.#threads = threads
    this.#asleep = asleep
    this.#worthSharing = worthSharing ?? WORTH_SHARING
    this.#worthWaking = worthSharing ?? WORTH_WAKING
  }

  /**
   * Equal parts, one per thread; a single one if it is not worth sharing.
   * @param cost of one unit, in float operations
   * @param grain parts begin at multiples of it
   */
  equal(count: number, cost: number, grain = 1): Cuts {
    const worth = this.#asleep() ? this.#worthWaking : this.#worthSharing
    const parts = count * cost < worth ? 1 : this.#threads
    const cuts = new Int32Array(parts + 1).fill(count, 1)
    for (let p = 1; p < parts; p++) {
      cuts[p] = Math.min(count, Math.round((count * p) / parts / grain) * grain)
    }
    return cuts
  }

  /** Equal parts of a list of elements. */
  elements(count: number, cost: number): Cuts {
    return this.equal(count, cost, GRAIN)
  }

  /**
   * Parts of rows that have about as many entries: one per thread. Of a large matrix several, because they take
   * different times all the same, where some neighbours are in a cache and some are far away.
   * @param entriesOf how many entries the matrix has in a row
   */
  weighted(rows: number, entriesOf: (row: number) => number): Cuts {
    let total = 0
    for (let row = 0; row < rows; row++) total += entriesOf(row) + ROW_COST
    const beyond = this.#threads > 1 && total > BEYOND_CACHES
    const parts = beyond ? Math.min(MOST_PARTS, this.#threads * PARTS_PER_THREAD_BEYOND) : this.#threads
    const cuts = new Int32Array(parts + 1).fill(rows, 1)
    let passed = 0
    let part = 1
    for (let row = 0; row < rows && part < parts; row++) {
      while (part < parts && passed >= (total * part) / parts) cuts[part++] = row
      passed += entriesOf(row) + ROW_COST
    }
    return cuts
  }
}
