import type { SparseMatrix, Tensor } from '../backends/backend.ts'
import { type Node, Tape } from '../backends/tape.ts'
import { itemContent } from '../content/item-content.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import type { Rng } from '../data/rng.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { ContentProjection } from './content-projection.ts'
import { normalValues } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'
import { propagate, propagateRows } from './propagation.ts'

/**
 * LightGCN (He et al. 2020) whose items have e_i = id_i + W f_i, f_i their content: before the propagation, so that
 * users are made of what they chose, or after it.
 */
export class ContentLightGcn implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'content-lightgcn'>
  readonly #table: Tensor
  readonly #graph: SparseMatrix
  readonly #content: ContentProjection
  readonly #finder: RowFinder

  constructor(context: ModelContext<'content-lightgcn'>) {
    const { backend, settings, training, negatives, rng } = context
    const { users, items } = training
    const { dimensions, beta } = settings
    this.#context = context
    this.#table = backend.upload(normalValues(users + items, dimensions, rng), users + items, dimensions)
    this.#graph = backend.uploadSparse(normalizedAdjacency(training))
    this.#content = new ContentProjection(
      backend,
      itemContent(context),
      negatives?.items ?? new Int32Array(),
      { users, dimensions, beta },
      rng,
    )
    this.#finder = new RowFinder(users, items)
    this.parameters = [...this.#content.parameters, { name: 'embeddings', value: this.#table }]
  }

  lossTerms(tape: Tape, batch: Batch, rng: () => Rng): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const before = settings.join === 'before'
    const table = before ? this.#joined(tape) : tape.parameter(this.#table)
    const ego = tape.rows(table, found.rows)
    const propagated = propagateRows(tape, backend, this.#graph, table, settings.layers, found.rows)
    const vectors = before
      ? propagated
      : tape.addScaled(propagated, this.#content.ofNodes(tape, found.nodes), 1)
    return [
      bprTerm(tape, vectors, found, this.#content.nuisanceMargins(tape, found)),
      egoL2Term(tape, ego, found),
      ...this.#content.counterfactualTerms(tape, vectors, found, rng),
    ]
  }

  embeddings(): Embeddings {
    const { backend, settings, training } = this.#context
    const tape = new Tape(backend)
    const before = settings.join === 'before'
    const table = before ? this.#joined(tape).value : this.#table
    const final = propagate(backend, this.#graph, table, settings.layers)
    const items = backend.slice(final, training.users, training.items)
    return {
      users: backend.slice(final, 0, training.users),
      items: before ? items : backend.addScaled(items, this.#content.ofItems(tape).value, 1),
    }
  }

  /** The table with the content of its items: [users + items, d]. */
  #joined(tape: Tape): Node {
    const { backend, settings, training } = this.#context
    const nothing = tape.constant(backend.zeros(training.users, settings.dimensions))
    const content = tape.concatRows([nothing, this.#content.ofItems(tape)])
    return tape.addScaled(tape.parameter(this.#table), content, 1)
  }
}
