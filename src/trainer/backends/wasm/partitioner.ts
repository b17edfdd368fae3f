import { MAX_PARTS } from './control-block.ts'

/** Where each part of the work begins; one more entry ends the last. */
export type Bounds = Int32Array

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
export class Partitioner {
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
  equal(count: number, cost: number, grain = 1): Bounds {
    const worth = this.#asleep() ? this.#worthWaking : this.#worthSharing
    const partCount = count * cost < worth ? 1 : this.#threads
    const bounds = new Int32Array(partCount + 1).fill(count, 1)
    for (let p = 1; p < partCount; p++) {
      bounds[p] = Math.min(count, Math.round((count * p) / partCount / grain) * grain)
    }
    return bounds
  }

  /** Equal parts of a list of elements. */
  elements(count: number, cost: number): Bounds {
    return this.equal(count, cost, GRAIN)
  }

  /**
   * Parts of rows that have about as many entries: one per thread. Of a large matrix several, because they take
   * different times all the same, where some neighbours are in a cache and some are far away.
   * @param entriesOf how many entries the matrix has in a row
   */
  weighted(rows: number, entriesOf: (row: number) => number): Bounds {
    let total = 0
    for (let row = 0; row < rows; row++) total += entriesOf(row) + ROW_COST
    const beyond = this.#threads > 1 && total > BEYOND_CACHES
    const partCount = beyond ? Math.min(MAX_PARTS, this.#threads * PARTS_PER_THREAD_BEYOND) : this.#threads
    const bounds = new Int32Array(partCount + 1).fill(rows, 1)
    let passed = 0
    let part = 1
    for (let row = 0; row < rows && part < partCount; row++) {
      while (part < partCount && passed >= (total * part) / partCount) bounds[part++] = row
      passed += entriesOf(row) + ROW_COST
    }
    return bounds
  }
}
