import type { Generator } from './generator.ts'
import type { Interactions } from './interactions.ts'
import type { NegativeSampler } from './sampler.ts'

/** Training triples: user, positive item, sampled negative item. Three lists of the same length. */
export interface Batch {
  readonly users: Int32Array
  readonly positives: Int32Array
  readonly negatives: Int32Array
}

/** Deals the training pairs, in a new random order each epoch, each pair once with a fresh negative. */
export class Batches {
  /** Users with every item: no negative exists for them, so their pairs only take part in the graph. */
  readonly saturatedUsers: number
  readonly #users: Int32Array
  readonly #items: Int32Array
  readonly #size: number
  readonly #generator: Generator
  readonly #sampler: NegativeSampler

  constructor(training: Interactions, size: number, generator: Generator, sampler: NegativeSampler) {
    const users: number[] = []
    const items: number[] = []
    let saturated = 0
    for (let user = 0; user < training.users; user++) {
      const positives = training.itemsOf(user)
      if (positives.length === training.items) {
        saturated++
        continue
      }
      for (const item of positives) {
        users.push(user)
        items.push(item)
      }
    }
    this.saturatedUsers = saturated
    this.#users = Int32Array.from(users)
    this.#items = Int32Array.from(items)
    this.#size = size
    this.#generator = generator
    this.#sampler = sampler
  }

  get perEpoch(): number {
    return Math.ceil(this.#users.length / this.#size)
  }

  /** One epoch; its last batch may be smaller. */
  *epoch(): Iterable<Batch> {
    const order = Int32Array.from(this.#users.keys())
    this.#generator.shuffle(order)
    for (let start = 0; start < order.length; start += this.#size) {
      const chosen = order.subarray(start, start + this.#size)
      const users = chosen.map((pair) => this.#users[pair] ?? 0)
      const positives = chosen.map((pair) => this.#items[pair] ?? 0)
      yield { users, positives, negatives: this.#sampler.sample(users) }
    }
  }
}
