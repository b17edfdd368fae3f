import { AliasTable } from '../data/alias-table.ts'
import { InteractionSet } from '../data/interaction-set.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { nthMissing } from '../data/rows.ts'
import type { ItemSampler, Pairs } from './sampler.ts'

/** Mikolov et al. 2013, "Distributed representations of words and phrases", section 2.2. */
const EXPONENT = 0.75
/** Draws before the other way, which always fits but is linear in the items. */
const ATTEMPTS = 32

/**
 * Popular items are likelier: among the items that the user did not interact with, p(j) is proportional to
 * degree(j)^0.75 (PNS). Draws from all items and rejects the user's own, a bounded number of times; a user who
 * has nearly everything popular then gets a draw from what is left. The distribution is the same either way.
 * Where only items that nobody has are left, which all have weight 0, they are equally likely.
 */
export class PopularitySampler implements ItemSampler {
  readonly #training: Interactions
  readonly #rng: Rng
  readonly #known: InteractionSet
  /** degree^0.75 of each item. */
  readonly #weights: Float64Array
  readonly #table: AliasTable

  /** @param training at least one pair */
  constructor(training: Interactions, rng: Rng) {
    this.#training = training
    this.#rng = rng
    this.#known = new InteractionSet(training)
    const degrees = training.itemCounts()
    this.#weights = Float64Array.from(degrees, (degree) => degree ** EXPONENT)
    const drawable = Int32Array.from(degrees.keys()).filter((item) => (degrees[item] ?? 0) > 0)
    this.#table = new AliasTable(
      drawable,
      this.#weights.filter((weight) => weight > 0),
    )
  }

  get state(): RngState {
    return this.#rng.state
  }

  restore(state: RngState): void {
    this.#rng.restore(state)
  }

  async negatives({ users }: Pairs): Promise<Int32Array> {
    const sampled = new Int32Array(users.length)
    for (let k = 0; k < users.length; k++) sampled[k] = this.#draw(users[k] ?? 0)
    return sampled
  }

  #draw(user: number): number {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const item = this.#table.draw(this.#rng)
      if (!this.#known.has(user, item)) return item
    }
    const positives = this.#training.itemsOf(user)
    if (positives.length === this.#training.items) {
      throw new RangeError(`User ${user} interacted with every item.`)
    }
    return this.#drawAmongOthers(positives)
  }

  #drawAmongOthers(positives: Int32Array): number {
    const weights = this.#weights.slice()
    for (const item of positives) weights[item] = 0
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    if (total === 0) {
      const rank = this.#rng.below(weights.length - positives.length)
      return nthMissing(positives, 0, positives.length, rank)
    }
    const drawn = (this.#rng.next() / 2 ** 32) * total
    let sum = 0
    // Adds up to `total`, in the same order and so to the same bits: it passes `drawn` at some item.
    return weights.findIndex((weight) => {
      sum += weight
      return sum > drawn
    })
  }
}
