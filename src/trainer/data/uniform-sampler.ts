import type { Generator } from './generator.ts'
import type { Interactions } from './interactions.ts'
import type { NegativeSampler } from './sampler.ts'

/** Every item that the user did not interact with is equally likely. */
export class UniformSampler implements NegativeSampler {
  readonly #training: Interactions
  readonly #generator: Generator

  constructor(training: Interactions, generator: Generator) {
    this.#training = training
    this.#generator = generator
  }

  sample(users: Int32Array): Int32Array {
    return users.map((user) => {
      const positives = this.#training.itemsOf(user)
      const candidates = this.#training.items - positives.length
      if (candidates === 0) throw new RangeError(`User ${user} interacted with every item.`)
      return nthMissing(positives, this.#generator.below(candidates))
    })
  }
}

/**
 * The n-th (from 0) non-negative integer that is not in the ascending list. Drawing a rank and looking it
 * up takes one random number and a binary search, however many items the user has; drawing items until
 * one fits may take forever.
 */
export function nthMissing(ascending: Int32Array, n: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    // Below the entry at `middle`, `entry - middle` integers are missing from the list.
    if ((ascending[middle] ?? 0) - middle > n) high = middle
    else low = middle + 1
  }
  return n + low
}
