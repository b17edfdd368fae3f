import type { Backend } from '../backends/backend.ts'
import type { Checkpointable } from '../checkpointable.ts'
import type { RngState } from '../data/rng.ts'
import type { Embeddings } from '../models/model.ts'

/** Pairs with candidates for their negatives: k per pair, pair after pair, [b * k]. */
export interface Proposal {
  readonly users: Int32Array
  readonly positives: Int32Array
  readonly candidates: Int32Array
}

/** The model as it is before a step. */
export interface SelectionContext {
  readonly backend: Backend
  /** Its scores: <users[u], items[i]>. Released after the selection. */
  readonly embeddings: Embeddings
}

/** Gives the negative j of each training triple (u, i, j). Its state is all that its next draws depend on. */
export interface NegativeSampler extends Checkpointable<RngState> {
  /**
   * Candidates per user, k of them, user after user: [users * k]; none is a training positive of its user.
   * @throws RangeError for a user who has every item
   */
  propose(users: Int32Array): Int32Array
  /**
   * Chooses one of each pair's candidates by the model: [b]. Deterministic, so that a resumed run chooses the same.
   * A sampler without it has k = 1.
   */
  readonly select?: (proposal: Proposal, context: SelectionContext) => Promise<Int32Array>
}
