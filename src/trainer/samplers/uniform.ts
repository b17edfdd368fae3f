import { InteractionSet } from '../data/interaction-set.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { nthMissing } from '../data/rows.ts'
import type { ItemSampler, Pairs } from './sampler.ts'

/** Draws before the rank of an item is drawn, which needs a search but always fits. */
const ATTEMPTS = 8

/**
 * Every item that the user did not interact with is equally likely. Draws from all items and rejects the user's
 * own, a bounded number of times; then draws among the others by their rank. The distribution is the same
 * either way.
 */
export class UniformSampler implements ItemSampler {
  readonly #training: Interactions
  readonly #rng: Rng
  readonly #known: InteractionSet

  constructor(training: Interactions, rng: Rng) {
    this.#training = training
    this.#rng = rng
    this.#known = new InteractionSet(training)
  }

  get state(): RngState {
    return this.#rng.state
  }

  restore(state: RngState): void {
    this.#rng.restore(state)
  }

  async negatives({ users }: Pairs): Promise<Int32Array> {
    return this.draw(users)
  }

  /** An item for each user: [users]. */
  draw(users: Int32Array): Int32Array {
    const sampled = new Int32Array(users.length)
    for (let k = 0; k < users.length; k++) sampled[k] = this.#drawOne(users[k] ?? 0)
    return sampled
  }

  #drawOne(user: number): number {
    const { items, offsets, columns } = this.#training
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const item = this.#rng.below(items)
      if (!this.#known.has(user, item)) return item
    }
    const start = offsets[user] ?? 0
    const end = offsets[user + 1] ?? 0
    if (end - start === items) throw new RangeError(`User ${user} interacted with every item.`)
    return nthMissing(columns, start, end, this.#rng.below(items - (end - start)))
  }
}
