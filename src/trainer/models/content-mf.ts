import type { Tensor } from '../backends/backend.ts'
import { Tape } from '../backends/tape.ts'
import { itemContent } from '../content/item-content.ts'
import type { Rng } from '../data/rng.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { ContentProjection } from './content-projection.ts'
import { normalValues } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/**
 * BPR-MF (Rendle et al. 2009) whose items have e_i = id_i + W f_i, f_i their content. The L2 term is on the own vectors
 * alone: what content explains should not be left to them.
 */
export class ContentMf implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'content-mf'>
  readonly #table: Tensor
  readonly #content: ContentProjection
  readonly #finder: RowFinder

  constructor(context: ModelContext<'content-mf'>) {
    const { backend, settings, training, negatives, rng } = context
    const { users, items } = training
    const { dimensions, beta } = settings
    this.#context = context
    this.#table = backend.upload(normalValues(users + items, dimensions, rng), users + items, dimensions)
    const size = { users, dimensions, beta }
    this.#content = new ContentProjection(backend, itemContent(context), negatives, size, rng)
    this.#finder = new RowFinder(users, items)
    this.parameters = [...this.#content.parameters, { name: 'embeddings', value: this.#table }]
  }

  lossTerms(tape: Tape, batch: Batch, rng: () => Rng): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const own = tape.rows(tape.parameter(this.#table), found.rows)
    const vectors = tape.addScaled(own, this.#content.ofNodes(tape, found.nodes), 1)
    return [
      bprTerm(tape, vectors, found, this.#content.nuisanceMargins(tape, found)),
      egoL2Term(tape, own, found),
      ...this.#content.counterfactualTerms(tape, vectors, found, rng),
    ]
  }

  embeddings(): Embeddings {
    const { backend, training } = this.#context
    const own = backend.slice(this.#table, training.users, training.items)
    const content = this.#content.ofItems(new Tape(backend)).value
    return {
      users: backend.slice(this.#table, 0, training.users),
      items: backend.addScaled(own, content, 1),
    }
  }
}
