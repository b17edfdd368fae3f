import type { Backend, RowSet, Tensor, Triples } from '../backends/backend.ts'
import type { Batch } from '../data/triplet-loader.ts'

/**
 * A batch on the table of embeddings, in which user u is node u and item i is node users + i: the rows that
 * it touches, each once, and the batch in terms of these rows.
 */
export interface BatchRows {
  readonly rows: RowSet
  /** Of the batch's triples, among `rows`. */
  readonly triples: Triples
  /** How often the batch names each row, times a factor: [rows, 1]. */
  readonly occurrences: Tensor
  /** Place in `rows` of each triple's user, positive and negative. */
  readonly users: Int32Array
  readonly positives: Int32Array
  readonly negatives: Int32Array
  /** The node of each row. */
  readonly nodes: Int32Array
}

/** Finds the rows that batches touch. Holds a place per node, so that a batch costs no more than its length. */
export class RowFinder {
  readonly #users: number
  /** Of each node in the batch at hand, -1 for the others. */
  readonly #places: Int32Array

  constructor(users: number, items: number) {
    this.#users = users
    this.#places = new Int32Array(users + items).fill(-1)
  }

  /** @param weight of one occurrence */
  find(backend: Backend, batch: Batch, weight: number): BatchRows {
    const size = batch.users.length
    const nodes = new Int32Array(3 * size)
    const weights = new Float32Array(3 * size)
    let count = 0
    const place = (list: Int32Array, offset: number): Int32Array => {
      const found = new Int32Array(size)
      for (let t = 0; t < size; t++) {
        const node = (list[t] ?? 0) + offset
        let at = this.#places[node] ?? -1
        if (at < 0) {
          at = count++
          this.#places[node] = at
          nodes[at] = node
        }
        weights[at] = (weights[at] ?? 0) + weight
        found[t] = at
      }
      return found
    }
    const users = place(batch.users, 0)
    const positives = place(batch.positives, this.#users)
    const negatives = place(batch.negatives, this.#users)
    for (let row = 0; row < count; row++) this.#places[nodes[row] ?? 0] = -1
    const distinct = nodes.subarray(0, count)
    return {
      rows: backend.uploadRows(distinct, this.#places.length),
      triples: backend.uploadTriples(users, positives, negatives, count),
      occurrences: backend.upload(weights.subarray(0, count), count, 1),
      users,
      positives,
      negatives,
      nodes: distinct,
    }
  }
}
