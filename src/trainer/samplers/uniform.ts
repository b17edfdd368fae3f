import { InteractionSet } from '../data/interaction-set.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { nthMissing } from '../data/rows.ts'
import type { ItemSampler, Pairs } from './sampler.ts'

/** Draws before the rank of an item is drawn, which needs a search but always fits. */
const ATTEMPTS = 8
/** Of a user with up to this many items for each draw, marking them all costs less than looking each draw up. */
const MARKED_PER_DRAW = 2

/**
 * Every item that the user did not interact with is equally likely. Draws from all items and rejects the user's
 * own, a bounded number of times; then draws among the others by their rank. The distribution is the same
 * either way.
 */
export class UniformSampler implements ItemSampler {
  readonly #training: Interactions
  readonly #rng: Rng
  readonly #known: InteractionSet
  /** 1 for each item of the user at hand, while several are drawn for that user; else 0. */
  readonly #marks: Uint8Array

  constructor(training: Interactions, rng: Rng) {
    this.#training = training
    this.#rng = rng
    this.#known = new InteractionSet(training)
    this.#marks = new Uint8Array(training.items)
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

  /** `count` items for each user, one user after the other: [users * count]. The same as `draw` with each user repeated. */
  drawEach(users: Int32Array, count: number): Int32Array {
    const { items, offsets, columns } = this.#training
    const marks = this.#marks
    const sampled = new Int32Array(users.length * count)
    for (let k = 0; k < users.length; k++) {
      const user = users[k] ?? 0
      const start = offsets[user] ?? 0
      const end = offsets[user + 1] ?? 0
      const first = k * count
      if (end - start > MARKED_PER_DRAW * count || end - start === items) {
        for (let at = first; at < first + count; at++) sampled[at] = this.#drawOne(user)
        continue
      }
      for (let place = start; place < end; place++) marks[columns[place] ?? 0] = 1
      for (let at = first; at < first + count; at++) sampled[at] = this.#drawUnmarked(user)
      for (let place = start; place < end; place++) marks[columns[place] ?? 0] = 0
    }
    return sampled
  }

  #drawOne(user: number): number {
    const { items } = this.#training
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const item = this.#rng.below(items)
      if (!this.#known.has(user, item)) return item
    }
    return this.#drawByRank(user)
  }

  /** While the user's items are marked. */
  #drawUnmarked(user: number): number {
    const marks = this.#marks
    const { items } = this.#training
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const item = this.#rng.below(items)
      if (marks[item] === 0) return item
    }
    return this.#drawByRank(user)
  }

  #drawByRank(user: number): number {
    const { items, offsets, columns } = this.#training
    const start = offsets[user] ?? 0
    const end = offsets[user + 1] ?? 0
    if (end - start === items) throw new RangeError(`User ${user} interacted with every item.`)
    return nthMissing(columns, start, end, this.#rng.below(items - (end - start)))
  }
}
