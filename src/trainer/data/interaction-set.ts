import type { Interactions } from './interactions.ts'
import { contains } from './rows.ts'

/** Of these, a pair that is not known finds its own taken in one case of sixteen at most. */
const BITS_PER_PAIR = 16

/**
 * Tells exactly whether a user has an item. Almost every answer is no, and one bit in a table of hashes is
 * enough for it (Bloom 1970, with a single hash); only else is the user's row searched, whose place in memory
 * and whose halves no processor can guess.
 */
export class InteractionSet {
  readonly #interactions: Interactions
  readonly #bits: Int32Array
  readonly #shift: number

  constructor(interactions: Interactions) {
    this.#interactions = interactions
    const { users, offsets, columns } = interactions
    const logarithm = Math.min(31, Math.max(5, Math.ceil(Math.log2(BITS_PER_PAIR * columns.length))))
    this.#shift = 32 - logarithm
    this.#bits = new Int32Array(2 ** (logarithm - 5))
    for (let user = 0; user < users; user++) {
      const end = offsets[user + 1] ?? 0
      for (let p = offsets[user] ?? 0; p < end; p++) {
        const bit = hash(user, columns[p] ?? 0) >>> this.#shift
        this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31))
      }
    }
  }

  has(user: number, item: number): boolean {
    const bit = hash(user, item) >>> this.#shift
    if ((((this.#bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 0) return false
    const { offsets, columns } = this.#interactions
    return contains(columns, offsets[user] ?? 0, offsets[user + 1] ?? 0, item)
  }
}

/** Multiplicative, Knuth's The Art of Computer Programming, volume 3, section 6.4; its high bits are the good ones. */
function hash(user: number, item: number): number {
  return Math.imul(Math.imul(user, 0x9e3779b1) + item, 0x85ebca6b)
}
