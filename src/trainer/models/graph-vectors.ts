import type { Backend, RowSet, SparseMatrix, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import type { Interactions } from '../data/interactions.ts'
import type { EgoTable } from './ego-table.ts'
import { type LayerVectors, propagate, propagateByLayer, propagateRows } from './propagation.ts'

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
  /** All vectors on the tape of a step whose negatives were chosen by them. */
  readonly #all = new WeakMap<Tape, Tensor>()
  /** The same by layer. */
  readonly #byLayer = new WeakMap<Tape, LayerVectors>()

  constructor(backend: Backend, training: Interactions, ego: EgoTable, layers: number) {
    this.#backend = backend
    this.#ego = ego
    this.#layers = layers
    this.#graph = layers === 0 ? null : backend.uploadSparse(normalizedAdjacency(training))
  }

  /** Those rows: [rows, d]. */
  rows(tape: Tape, rows: RowSet): Node {
    const table = this.#ego.on(tape)
    if (this.#graph === null) return tape.rows(table, rows)
    return propagateRows(tape, this.#backend, this.#graph, table, this.#layers, rows, this.#all.get(tape))
  }

  /**
   * Of all users and items, users first: [users + items, d]. May be a parameter: do not write to it.
   * @param step whose `rows` are taken from what is computed here
   */
  all(step?: Tape): Tensor {
    const table = step === undefined ? this.#ego.value() : this.#ego.on(step).value
    if (this.#graph === null) return table
    const all = propagate(this.#backend, this.#graph, table, this.#layers)
    if (step !== undefined) this.#all.set(step, all)
    return all
  }

  /** Of all users and items by layer; computed once on each tape. */
  layers(step: Tape): LayerVectors {
    const known = this.#byLayer.get(step)
    if (known !== undefined) return known
    const table = this.#ego.on(step)
    const layers =
      this.#graph === null
        ? { values: [table.value], rows: (rows: RowSet) => [step.rows(table, rows)] }
        : propagateByLayer(step, this.#backend, this.#graph, table, this.#layers)
    this.#byLayer.set(step, layers)
    return layers
  }
}
