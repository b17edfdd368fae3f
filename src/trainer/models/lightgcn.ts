import type { SparseMatrix, Tensor } from '../backends/backend.ts'
import { Tape } from '../backends/tape.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import type { Batch } from '../data/batches.ts'
import { uploadBatchNodes } from './batch-nodes.ts'
import { bprTerm, egoL2Term } from './bpr.ts'
import { embeddingTable } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/** He et al. 2020: embeddings propagated over the graph of users and items, averaged over the layers. */
export class LightGcn implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext
  readonly #table: Tensor
  readonly #graph: SparseMatrix

  constructor(context: ModelContext) {
    const { backend, config, training, generator } = context
    this.#context = context
    this.#table = embeddingTable(backend, training.users, training.items, config.dimensions, generator)
    this.#graph = backend.uploadSparse(normalizedAdjacency(training))
    this.parameters = [{ name: 'embeddings', value: this.#table }]
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, config, training } = this.#context
    const nodes = uploadBatchNodes(backend, batch, training.users)
    const table = tape.parameter(this.#table)
    const l2 = egoL2Term(tape, table, nodes, config.regularization)
    const final = tape.propagate(this.#graph, table, config.layers)
    const users = tape.gather(final, nodes.users)
    const positives = tape.gather(final, nodes.positives)
    const negatives = tape.gather(final, nodes.negatives)
    return [bprTerm(tape, users, positives, negatives), l2]
  }

  embeddings(): Embeddings {
    const { backend, config, training } = this.#context
    const tape = new Tape(backend)
    const final = tape.propagate(this.#graph, tape.constant(this.#table), config.layers).value
    return {
      users: backend.slice(final, 0, training.users),
      items: backend.slice(final, training.users, training.items),
    }
  }
}
