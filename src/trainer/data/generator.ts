/**
 * Seeded random numbers: xoshiro128** 1.1 (Blackman & Vigna 2021, "Scrambled linear pseudorandom number
 * generators"), its state filled by SplitMix32. Not for secrets.
 */
export class Generator {
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

  /** An integer in [0, 2^32). */
  next(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9)
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = rotateLeft(this.#d, 11)
    return result >>> 0
  }

  /** An integer in [0, bound), every one equally likely. 0 < bound <= 2^32 */
  below(bound: number): number {
    // The last, incomplete run of `bound` values would favour small results: draw again.
    const usable = 2 ** 32 - (2 ** 32 % bound)
    let drawn = this.next()
    while (drawn >= usable) drawn = this.next()
    return drawn % bound
  }

  /** A number in [low, high) on a grid of 2^24 steps: what float32 holds. */
  uniform(low: number, high: number): number {
    return low + (high - low) * ((this.next() >>> 8) / 2 ** 24)
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
