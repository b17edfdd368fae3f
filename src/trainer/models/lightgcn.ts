import type { Tensor } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { ownVectors } from './ego-table.ts'
import { GraphVectors } from './graph-vectors.ts'
import { embeddingTable } from './initial-values.ts'
import { LayeredBpr } from './layered-bpr.ts'
import type { Embeddings, LayeredModel, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/** He et al. 2020: embeddings propagated over the graph of users and items, averaged over the layers. */
export class LightGcn implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'lightgcn'>
  readonly #table: Tensor
  readonly #vectors: GraphVectors
  readonly #finder: RowFinder
  readonly layered: LayeredModel

  constructor(context: ModelContext<'lightgcn'>) {
    const { backend, settings, training, rng } = context
    const { users, items } = training
    this.#context = context
    const table = embeddingTable(backend, users, items, settings.dimensions, rng)
    const ego = ownVectors(table)
    this.#table = table
    this.#vectors = new GraphVectors(backend, training, ego, settings.layers)
    this.#finder = new RowFinder(users, items)
    this.parameters = ego.parameters
    const { regularization } = settings
    const [vectors, finder] = [this.#vectors, this.#finder]
    this.layered = new LayeredBpr({ backend, vectors, table, users, finder, regularization })
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const own = tape.rows(tape.parameter(this.#table), found.rows)
    return [bprTerm(tape, this.#vectors.rows(tape, found.rows), found), egoL2Term(tape, own, found)]
  }

  embeddings(step?: Tape): Embeddings {
    const { backend, training } = this.#context
    const all = this.#vectors.all(step)
    return {
      users: backend.slice(all, 0, training.users),
      items: backend.slice(all, training.users, training.items),
    }
  }
}
