/** Where each thread's part of the work begins; one more entry ends the last. */
export type Cuts = Int32Array

/** Parts of elements begin at multiples of this, so that blocks of SIMD lanes fall the same whatever the threads. */
const GRAIN = 16
/** Handing out a part costs some microseconds: less work than this stays on one thread. Rough, in float operations. */
const WORTH_SHARING = 30_000
/** Threads that sleep take some tens of microseconds to wake. */
const WORTH_WAKING = 300_000
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
   * Equal parts.
   * @param cost of one unit, in float operations
   * @param grain parts begin at multiples of it
   */
  equal(count: number, cost: number, grain = 1): Cuts {
    const cuts = new Int32Array(this.#threads + 1).fill(count, 1)
    if (count * cost < (this.#asleep() ? this.#worthWaking : this.#worthSharing)) return cuts
    for (let t = 1; t < this.#threads; t++) {
      cuts[t] = Math.min(count, Math.round((count * t) / this.#threads / grain) * grain)
    }
    return cuts
  }

  /** Equal parts of a list of elements. */
  elements(count: number, cost: number): Cuts {
    return this.equal(count, cost, GRAIN)
  }

  /**
   * Parts of rows that cost about the same.
   * @param entriesOf how many entries the matrix has in a row
   */
  weighted(rows: number, entriesOf: (row: number) => number): Cuts {
    const cuts = new Int32Array(this.#threads + 1).fill(rows, 1)
    let total = 0
    for (let row = 0; row < rows; row++) total += entriesOf(row) + ROW_COST
    let passed = 0
    let thread = 1
    for (let row = 0; row < rows && thread < this.#threads; row++) {
      while (thread < this.#threads && passed >= (total * thread) / this.#threads) cuts[thread++] = row
      passed += entriesOf(row) + ROW_COST
    }
    return cuts
  }
}
