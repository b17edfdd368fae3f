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

/** Matrix factorisation trained pairwise (Rendle et al. 2009), without bias terms. */
export class BprMf implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'bpr-mf'>
  readonly #table: Tensor
  readonly #finder: RowFinder
  readonly layered: LayeredModel

  constructor(context: ModelContext<'bpr-mf'>) {
    const { backend, settings, training, rng } = context
    this.#context = context
    this.#table = embeddingTable(backend, training.users, training.items, settings.dimensions, rng)
    this.#finder = new RowFinder(training.users, training.items)
    const ego = ownVectors(this.#table)
    this.parameters = ego.parameters
    const { regularization } = settings
    const [table, finder, users] = [this.#table, this.#finder, training.users]
    const vectors = new GraphVectors(backend, training, ego, 0)
    this.layered = new LayeredBpr({ backend, vectors, table, users, finder, regularization })
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const ego = tape.rows(tape.parameter(this.#table), found.rows)
    return [bprTerm(tape, ego, found), egoL2Term(tape, ego, found)]
  }

  embeddings(): Embeddings {
    const { backend, training } = this.#context
    return {
      users: backend.slice(this.#table, 0, training.users),
      items: backend.slice(this.#table, training.users, training.items),
    }
  }
}
