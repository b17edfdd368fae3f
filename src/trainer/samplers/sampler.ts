import type { Checkpointable } from '../checkpointable.ts'
import type { RngState } from '../data/rng.ts'

/** Pairs of a user and a positive item: two lists of one length. */
export interface Pairs {
  readonly users: Int32Array
  readonly positives: Int32Array
}

/** The model as it is before a step. */
export interface Scorer {
  /** score(users[r], items[r]) of each pair: [pairs]. Computed when it is asked for, and not before. */
  scores(users: Int32Array, items: Int32Array): Promise<Float32Array>
}

/**
 * Gives the negative j of each training triple (u, i, j). Its state is all that its next draws depend on; the rest is
 * deterministic, so that a resumed run trains on the same triples.
 */
export interface NegativeSampler extends Checkpointable<RngState> {
  /**
   * An item of each pair, [pairs], none of them a training positive of its user.
   * @throws RangeError for a user who has every item
   */
  negatives(pairs: Pairs, scorer: Scorer): Promise<Int32Array>
}
