import type { SparseMatrix, Tensor } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { embeddingTable } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'
import { propagate, propagateRows } from './propagation.ts'

/** He et al. 2020: embeddings propagated over the graph of users and items, averaged over the layers. */
export class LightGcn implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'lightgcn'>
  readonly #table: Tensor
  readonly #graph: SparseMatrix
  readonly #finder: RowFinder

  constructor(context: ModelContext<'lightgcn'>) {
    const { backend, settings, training, rng } = context
    this.#context = context
    this.#table = embeddingTable(backend, training.users, training.items, settings.dimensions, rng)
    this.#graph = backend.uploadSparse(normalizedAdjacency(training))
    this.#finder = new RowFinder(training.users, training.items)
    this.parameters = [{ name: 'embeddings', value: this.#table }]
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const table = tape.parameter(this.#table)
    const l2 = egoL2Term(tape, tape.rows(table, found.rows), found)
    const final = propagateRows(tape, backend, this.#graph, table, settings.layers, found.rows)
    return [bprTerm(tape, final, found), l2]
  }

  embeddings(): Embeddings {
    const { backend, settings, training } = this.#context
    const final = propagate(backend, this.#graph, this.#table, settings.layers)
    return {
      users: backend.slice(final, 0, training.users),
      items: backend.slice(final, training.users, training.items),
    }
  }
}
