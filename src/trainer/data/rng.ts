import { z } from 'zod'

/** The four words of an Rng's state, int32 each. */
export const RngState = z.tuple([z.int32(), z.int32(), z.int32(), z.int32()])
export type RngState = Readonly<z.infer<typeof RngState>>

/**
 * Seeded random numbers: xoshiro128** 1.1 (Blackman & Vigna 2021, "Scrambled linear pseudorandom number
 * generators"), its state filled by SplitMix32. Not for secrets.
 */
export class Rng {
  #a: number
  #b: number
  #c: number
  #d: number

  /**
   * @param seed a non-negative integer; hashed with the stream's name to 32 bits
   * @param stream generators of the same seed and different streams are independent, so that drawing
   *   more from one (another model's parameters) does not shift another (the batches)
   */
  constructor(seed: number, stream: string) {
    let state = hash(`${stream}:${seed}`)
    const next = () => {
      state = (state + 0x9e3779b9) | 0
      let mixed = state ^ (state >>> 16)
      mixed = Math.imul(mixed, 0x21f0aaad)
      mixed ^= mixed >>> 15
      mixed = Math.imul(mixed, 0x735a2d97)
      return mixed ^ (mixed >>> 15)
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    this.#d = next()
    // The one state that the generator never leaves.
    if ((this.#a | this.#b | this.#c | this.#d) === 0) this.#a = 1
  }

  /** The position in its sequence. */
  get state(): RngState {
    return [this.#a, this.#b, this.#c, this.#d]
  }

  /** Continues from where an Rng gave `state`. */
  restore([a, b, c, d]: RngState): void {
    this.#a = a
    this.#b = b
    this.#c = c
    this.#d = d
  }

  /** An integer in [0, 2^32). */
  next(): number {
    const a = this.#a
    const b = this.#b
    const c = this.#c ^ a
    const d = this.#d ^ b
    this.#a = a ^ d
    this.#b = b ^ c
    this.#c = c ^ (b << 9)
    this.#d = rotateLeft(d, 11)
    return Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
  }

  /** An integer in [0, bound), every one equally likely. 0 < bound <= 2^32 */
  below(bound: number): number {
    for (;;) {
      const drawn = this.next()
      // Start of the run of `bound` values that contains it. The quotient is exact enough to be rounded down,
      // and a division is several times as fast as the remainder of numbers beyond int32.
      const start = Math.floor(drawn / bound) * bound
      // The last, incomplete run would favour small results: draw again.
      if (start + bound <= 2 ** 32) return drawn - start
    }
  }

  /** A number in [low, high) on a grid of 2^24 steps: what float32 holds. */
  uniform(low: number, high: number): number {
    return low + (high - low) * ((this.next() >>> 8) / 2 ** 24)
  }

  /** A number of the standard normal distribution (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(this.uniform(2 ** -24, 1)))
    return radius * Math.cos(2 * Math.PI * this.uniform(0, 1))
  }

  /** Fisher-Yates, in place. */
  shuffle(values: Int32Array): void {
    for (let last = values.length - 1; last > 0; last--) {
      const chosen = this.below(last + 1)
      const moved = values[last] ?? 0
      values[last] = values[chosen] ?? 0
      values[chosen] = moved
    }
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

/** FNV-1a over the string's characters. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value | 0
}
