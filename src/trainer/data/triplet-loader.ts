import type { Checkpointable } from '../checkpointable.ts'
import type { MixedNegatives, Pairs, Sampler, Scorer } from '../samplers/sampler.ts'
import type { Interactions } from './interactions.ts'
import { type Rng, RngState } from './rng.ts'

/** Training pairs with what a sampler has drawn for their negatives. */
interface Drawn<Negatives> extends Pairs {
  readonly negatives: Negatives
}

/** Training triples: user, positive item, sampled negative item. Three lists of the same length. */
export type Batch = Drawn<Int32Array>

/** Training pairs whose negatives are mixed by layer. */
export type MixedBatch = Drawn<MixedNegatives>

/** What a step learns from. */
export type StepBatch = Drawn<Int32Array | MixedNegatives>

/** Of the order's rng, before this epoch was dealt: what it takes to deal the rest of it, and all after it, once more. */
export const TripletLoaderState = RngState
export type TripletLoaderState = RngState

/**
 * Deals the training pairs, in a new random order each epoch, each pair once with a fresh negative. The sampler
 * that draws these has a state of its own.
 */
export class TripletLoader<Negatives> implements Checkpointable<TripletLoaderState> {
  /** Users with every item: no negative exists for them, so their pairs only take part in the graph. */
  readonly saturatedUsers: number
  /** User, item, user, item, ...: a pair's two numbers are fetched from memory together. */
  readonly #pairs: Int32Array
  readonly #size: number
  readonly #rng: Rng
  readonly #sampler: Sampler<Negatives>
  readonly #order: Int32Array
  #start: RngState
  #dealt = 0

  constructor(training: Interactions, size: number, rng: Rng, sampler: Sampler<Negatives>) {
    const { pairs, saturatedUsers } = rankedPairs(training)
    this.saturatedUsers = saturatedUsers
    this.#pairs = pairs
    this.#size = size
    this.#rng = rng
    this.#sampler = sampler
    this.#order = new Int32Array(pairs.length / 2)
    this.#start = rng.state
  }

  get perEpoch(): number {
    return Math.ceil(this.#order.length / this.#size)
  }

  /** Where a resumed run goes on: in the epoch that was begun last, or before the next once it was ended. */
  get state(): TripletLoaderState {
    return this.#start
  }

  restore(order: TripletLoaderState): void {
    this.#rng.restore(order)
    this.#start = order
  }

  /**
   * Shuffles the pairs for an epoch.
   * @param done its batches that are not dealt again: a resumed run has them behind it, and its sampler too
   */
  beginEpoch(done: number): void {
    this.#start = this.#rng.state
    const order = this.#order
    // From the same start each time, so that the rng's state alone says what comes out.
    for (let pair = 0; pair < order.length; pair++) order[pair] = pair
    this.#rng.shuffle(order)
    this.#dealt = done
  }

  endEpoch(): void {
    this.#start = this.#rng.state
  }

  /** The next triples of the epoch, null after the last ones; the last may be fewer. */
  async next(scorer: Scorer): Promise<Drawn<Negatives> | null> {
    const order = this.#order
    const pairs = this.#pairs
    const start = this.#dealt * this.#size
    const length = Math.min(this.#size, order.length - start)
    if (length <= 0) return null
    this.#dealt++
    const users = new Int32Array(length)
    const positives = new Int32Array(length)
    for (let k = 0; k < length; k++) {
      const at = 2 * (order[start + k] ?? 0)
      users[k] = pairs[at] ?? 0
      positives[k] = pairs[at + 1] ?? 0
    }
    return { users, positives, negatives: await this.#sampler.negatives({ users, positives }, scorer) }
  }
}

/** The pairs of users for whom there is something to rank. */
function rankedPairs(training: Interactions): { pairs: Int32Array; saturatedUsers: number } {
  const { users, items, offsets, columns } = training
  const pairs = new Int32Array(2 * columns.length)
  let saturatedUsers = 0
  let length = 0
  for (let user = 0; user < users; user++) {
    if (training.degreeOf(user) === items) {
      saturatedUsers++
      continue
    }
    const end = offsets[user + 1] ?? 0
    for (let p = offsets[user] ?? 0; p < end; p++) {
      pairs[length++] = user
      pairs[length++] = columns[p] ?? 0
    }
  }
  return { pairs: pairs.subarray(0, length), saturatedUsers }
}
