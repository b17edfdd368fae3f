import type { Tensor } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import type { Batch } from '../data/batches.ts'
import { uploadBatchNodes } from './batch-nodes.ts'
import { bprTerm, egoL2Term } from './bpr.ts'
import { embeddingTable } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/** Matrix factorisation trained pairwise (Rendle et al. 2009), without bias terms. */
export class BprMf implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext
  readonly #table: Tensor

  constructor(context: ModelContext) {
    const { backend, config, training, generator } = context
    this.#context = context
    this.#table = embeddingTable(backend, training.users, training.items, config.dimensions, generator)
    this.parameters = [{ name: 'embeddings', value: this.#table }]
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, config, training } = this.#context
    const nodes = uploadBatchNodes(backend, batch, training.users)
    const table = tape.parameter(this.#table)
    const users = tape.gather(table, nodes.users)
    const positives = tape.gather(table, nodes.positives)
    const negatives = tape.gather(table, nodes.negatives)
    return [bprTerm(tape, users, positives, negatives), egoL2Term(tape, table, nodes, config.regularization)]
  }

  embeddings(): Embeddings {
    const { backend, training } = this.#context
    return {
      users: backend.slice(this.#table, 0, training.users),
      items: backend.slice(this.#table, training.users, training.items),
    }
  }
}
