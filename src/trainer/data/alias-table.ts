import type { Rng } from './rng.ts'

/** Draws that come to a column; how many of them get its own outcome is rounded to a whole number. */
const DRAWS = 2 ** 31

/**
 * Draws from a fixed discrete distribution in constant time: the alias method of Walker 1977, its table built
 * as in Vose 1991, linear in the number of outcomes.
 */
export class AliasTable {
  /** Bits of a random number that are not needed to choose a column. */
  readonly #shift: number
  /** Per column three numbers: the last draw that gets its own outcome, or -1; that outcome; its alias. */
  readonly #table: Int32Array

  /** @param weights of the outcomes: at least one, all positive; p(k) = weights[k] / their sum */
  constructor(outcomes: Int32Array, weights: Float64Array) {
    // A power of two, so that bits choose a column, exactly and without a division; those without an outcome of
    // their own have no weight and all of an alias.
    const bits = Math.max(1, Math.ceil(Math.log2(weights.length)))
    const count = 2 ** bits
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    // How full each column is, and how much an outcome still has to give away beyond its own.
    const scaled = Float64Array.from({ length: count }, (_, k) => ((weights[k] ?? 0) * count) / total)
    this.#shift = 32 - bits
    this.#table = new Int32Array(3 * count)
    for (let k = 0; k < count; k++) {
      // What no step below narrows is full but for a rounding error.
      this.#table[3 * k] = DRAWS - 1
      this.#table[3 * k + 1] = outcomes[k] ?? 0
    }
    // Two stacks that share one array: columns with room from the left, outcomes with too much from the right.
    const stacks = new Int32Array(count)
    let small = 0
    let large = count
    for (let k = 0; k < count; k++) {
      if ((scaled[k] ?? 0) < 1) stacks[small++] = k
      else stacks[--large] = k
    }
    while (small > 0 && large < count) {
      const column = stacks[--small] ?? 0
      const donor = stacks[large] ?? 0
      const own = scaled[column] ?? 0
      this.#table[3 * column] = Math.round(own * DRAWS) - 1
      this.#table[3 * column + 2] = outcomes[donor] ?? 0
      const left = (scaled[donor] ?? 0) + own - 1
      scaled[donor] = left
      if (left >= 1) continue
      large++
      stacks[small++] = donor
    }
  }

  /** An outcome. Takes two random numbers. */
  draw(rng: Rng): number {
    const at = 3 * (rng.next() >>> this.#shift)
    const coin = rng.next() >>> 1
    // 1 if the coin is beyond the last draw of the own outcome, by the difference's sign: a branch here would be
    // guessed wrong every second time.
    const other = ((this.#table[at] ?? 0) - coin) >>> 31
    return this.#table[at + 1 + other] ?? 0
  }
}
