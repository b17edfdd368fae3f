import type { Backend, RowSet, SparseMatrix, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import type { Interactions } from '../data/interactions.ts'
import type { EgoTable } from './ego-table.ts'
import { propagate, propagateRows } from './propagation.ts'

/**
 * Vectors of users and items as LightGCN propagates them over the graph of interactions (He et al. 2020); without layers, as
 * they are.
 */
export class GraphVectors {
  readonly #backend: Backend
  readonly #ego: EgoTable
  /** Null without layers. */
  readonly #graph: SparseMatrix | null
  readonly #layers: number

  constructor(backend: Backend, training: Interactions, ego: EgoTable, layers: number) {
    this.#backend = backend
    this.#ego = ego
    this.#layers = layers
    this.#graph = layers === 0 ? null : backend.uploadSparse(normalizedAdjacency(training))
  }

  /** Those rows before the propagation and after it, [rows, d] each. */
  rows(tape: Tape, rows: RowSet): { readonly ego: Node; readonly final: Node } {
    const table = this.#ego.on(tape)
    const ego = tape.rows(table, rows)
    if (this.#graph === null) return { ego, final: ego }
    return { ego, final: propagateRows(tape, this.#backend, this.#graph, table, this.#layers, rows) }
  }

  /** Of all users and items, users first: [users + items, d]. May be a parameter: do not write to it. */
  all(): Tensor {
    const table = this.#ego.value()
    return this.#graph === null ? table : propagate(this.#backend, this.#graph, table, this.#layers)
  }
}
