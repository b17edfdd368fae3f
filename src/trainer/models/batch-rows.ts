import type { Backend, RowSet, Tensor, Triples } from '../backends/backend.ts'
import type { Batch, MixedBatch } from '../data/triplet-loader.ts'
import type { Pairs } from '../samplers/sampler.ts'

/**
 * The pairs of a batch on the table of embeddings, in which user u is node u and item i is node users + i: the rows
 * that it touches, each once, and the pairs in terms of these rows.
 */
export interface PairRows {
  readonly rows: RowSet
  /** How often the batch names each row, times a factor: [rows, 1]. */
  readonly occurrences: Tensor
  /** Place in `rows` of each pair's user and positive. */
  readonly users: Int32Array
  readonly positives: Int32Array
  /** The node of each row. */
  readonly nodes: Int32Array
}

/** The same of a batch of triples. */
export interface BatchRows extends PairRows {
  /** Of the batch's triples, among `rows`. */
  readonly triples: Triples
  /** Place in `rows` of each triple's negative. */
  readonly negatives: Int32Array
}

/**
 * The same of pairs whose negatives are mixed by layer. Of the first layer's mixture s e_i + (1 - s) e_j the occurrences
 * count e_i as 1 - (1 - s)^2 and e_j as (1 - s)^2.
 */
export interface MixedRows extends PairRows {
  /** By layer, place in `rows` of each pair's item. */
  readonly items: readonly Int32Array[]
}

/** The items among nodes, by their own numbers; -1 for users. */
export function itemsAmong(nodes: Int32Array, users: number): Int32Array {
  return nodes.map((node) => Math.max(-1, node - users))
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
  find(backend: Backend, { users, positives, negatives }: Batch, weight: number): BatchRows {
    const { places, nodes, weights } = this.#find([users, positives, negatives], weight)
    const [u = EMPTY, i = EMPTY, j = EMPTY] = places
    const triples = backend.uploadTriples(u, i, j, nodes.length)
    return { ...this.#uploaded(backend, nodes, weights), triples, users: u, positives: i, negatives: j }
  }

  /** Leaves the batch's negatives aside. */
  findPairs(backend: Backend, { users, positives }: Pairs, weight: number): PairRows {
    const { places, nodes, weights } = this.#find([users, positives], weight)
    const [u = EMPTY, i = EMPTY] = places
    return { ...this.#uploaded(backend, nodes, weights), users: u, positives: i }
  }

  /** @param weight of one occurrence */
  findMixed(backend: Backend, { users, positives, negatives }: MixedBatch, weight: number): MixedRows {
    const { places, nodes, weights } = this.#find([users, positives, ...negatives.items], weight, 2)
    const [u = EMPTY, i = EMPTY, ...items] = places
    const [first = EMPTY] = items
    negatives.shares[0]?.forEach((share, pair) => {
      const rest = (1 - share) ** 2
      const [positive, item] = [i[pair] ?? 0, first[pair] ?? 0]
      weights[positive] = (weights[positive] ?? 0) + weight * (1 - rest)
      weights[item] = (weights[item] ?? 0) + weight * rest
    })
    return { ...this.#uploaded(backend, nodes, weights), users: u, positives: i, items }
  }

  #uploaded(backend: Backend, nodes: Int32Array, weights: Float32Array) {
    return {
      rows: backend.uploadRows(nodes, this.#places.length),
      occurrences: backend.upload(weights, weights.length, 1),
      nodes,
    }
  }

  /**
   * @param lists of users, then of items
   * @param counted so many lists count in the weights
   */
  #find(lists: readonly Int32Array[], weight: number, counted = lists.length) {
    const most = lists.reduce((length, list) => length + list.length, 0)
    const nodes = new Int32Array(most)
    const weights = new Float32Array(most)
    const placeOf = this.#places
    let count = 0
    const places = lists.map((list, part) => {
      const offset = part === 0 ? 0 : this.#users
      const found = new Int32Array(list.length)
      for (let t = 0; t < list.length; t++) {
        const node = (list[t] ?? 0) + offset
        let at = placeOf[node] ?? -1
        if (at < 0) {
          at = count++
          placeOf[node] = at
          nodes[at] = node
        }
        if (part < counted) weights[at] = (weights[at] ?? 0) + weight
        found[t] = at
      }
      return found
    })
    for (let row = 0; row < count; row++) placeOf[nodes[row] ?? 0] = -1
    const distinct = nodes.subarray(0, count)
    return { places, nodes: distinct, weights: weights.subarray(0, count) }
  }
}

const EMPTY = new Int32Array()
