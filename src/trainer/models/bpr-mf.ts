import type { Tensor } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { embeddingTable } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/** Matrix factorisation trained pairwise (Rendle et al. 2009), without bias terms. */
export class BprMf implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'bpr-mf'>
  readonly #table: Tensor
  readonly #finder: RowFinder

  constructor(context: ModelContext<'bpr-mf'>) {
    const { backend, settings, training, rng } = context
    this.#context = context
    this.#table = embeddingTable(backend, training.users, training.items, settings.dimensions, rng)
    this.#finder = new RowFinder(training.users, training.items)
    this.parameters = [{ name: 'embeddings', value: this.#table }]
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
