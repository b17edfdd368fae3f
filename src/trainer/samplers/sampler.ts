import type { Checkpointable } from '../checkpointable.ts'
import type { RngState } from '../data/rng.ts'

/** Pairs of a user and a positive item: two lists of one length. */
export interface Pairs {
  readonly users: Int32Array
  readonly positives: Int32Array
}

/** The model as it is before a step. What is asked for is computed then, and not before. */
export interface Scorer {
  /** score(users[r], items[r]) of each pair: [pairs]. */
  scores(users: Int32Array, items: Int32Array): Promise<Float32Array>
  /**
   * By layer l, the first before any propagation, <e_u, e_i^(l)> of each pair: the user's vector with the item's of that
   * layer, [pairs] each. Their mean is the score.
   * @throws Error for a model without layers
   */
  layerScores(users: Int32Array, items: Int32Array): Promise<readonly Float32Array[]>
}

/**
 * Negatives that are no items, one of each pair: the mean over the layers l of
 * shares[l] e_i^(l) + (1 - shares[l]) e_j^(l), with i the pair's positive and j = items[l].
 */
export interface MixedNegatives {
  /** By layer, the first before any propagation: [pairs] each. */
  readonly items: readonly Int32Array[]
  /** By layer, from 0 to below 1: [pairs] each. */
  readonly shares: readonly Float32Array[]
}

/**
 * Gives the negatives of training pairs. Its state is all that its next draws depend on; the rest is deterministic, so
 * that a resumed run trains on the same ones.
 */
export interface Sampler<Drawn> extends Checkpointable<RngState> {
  /**
   * Of each pair; no item is a training positive of its user.
   * @throws RangeError for a user who has every item
   */
  negatives(pairs: Pairs, scorer: Scorer): Promise<Drawn>
}

/** An item for each pair: [pairs]. */
export type ItemSampler = Sampler<Int32Array>

export type NegativeSampler = Sampler<Int32Array | MixedNegatives>
