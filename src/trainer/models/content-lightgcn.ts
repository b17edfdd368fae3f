import type { Tensor } from '../backends/backend.ts'
import { Tape } from '../backends/tape.ts'
import { itemContent } from '../content/item-content.ts'
import type { Rng } from '../data/rng.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { ContentProjection } from './content-projection.ts'
import { ownVectors, withContent } from './ego-table.ts'
import { GraphVectors } from './graph-vectors.ts'
import { normalValues } from './initial-values.ts'
import { LayeredBpr } from './layered-bpr.ts'
import type { Embeddings, LayeredModel, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/**
 * LightGCN (He et al. 2020) whose items have e_i = id_i + W f_i, f_i their content: before the propagation, so that
 * users are made of what they chose, or after it. The L2 term is on the own vectors alone: what content explains should
 * not be left to them.
 */
export class ContentLightGcn implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'content-lightgcn'>
  readonly #table: Tensor
  readonly #content: ContentProjection
  readonly #vectors: GraphVectors
  readonly #finder: RowFinder
  readonly layered?: LayeredModel

  constructor(context: ModelContext<'content-lightgcn'>) {
    const { backend, settings, training, negatives, rng } = context
    const { users, items } = training
    const { dimensions, beta } = settings
    this.#context = context
    const table = backend.upload(normalValues(users + items, dimensions, rng), users + items, dimensions)
    this.#table = table
    const size = { users, dimensions, beta }
    this.#content = new ContentProjection(backend, itemContent(context), negatives, size, rng)
    const own = ownVectors(table)
    const ego = settings.join === 'before' ? withContent(backend, table, this.#content, users) : own
    this.#vectors = new GraphVectors(backend, training, ego, settings.layers)
    this.#finder = new RowFinder(users, items)
    this.parameters = [...this.#content.parameters, ...own.parameters]
    if (settings.join === 'after' || settings.use === 'attribute-reader') return
    this.layered = new LayeredBpr({
      ...{ backend, vectors: this.#vectors, table, users, finder: this.#finder },
      regularization: settings.regularization,
      further: (tape, final, found, rng) => this.#content.counterfactualTerms(tape, final, found, rng),
    })
  }

  lossTerms(tape: Tape, batch: Batch, rng: () => Rng): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const own = tape.rows(tape.parameter(this.#table), found.rows)
    const final = this.#vectors.rows(tape, found.rows)
    const vectors =
      settings.join === 'before' ? final : tape.addScaled(final, this.#content.ofNodes(tape, found.nodes), 1)
    return [
      bprTerm(tape, vectors, found, this.#content.nuisanceMargins(tape, found)),
      egoL2Term(tape, own, found),
      ...this.#content.counterfactualTerms(tape, vectors, found, rng),
    ]
  }

  embeddings(step?: Tape): Embeddings {
    const { backend, settings, training } = this.#context
    const all = this.#vectors.all(step)
    const items = backend.slice(all, training.users, training.items)
    const content = () => this.#content.ofItems(new Tape(backend)).value
    return {
      users: backend.slice(all, 0, training.users),
      items: settings.join === 'before' ? items : backend.addScaled(items, content(), 1),
    }
  }
}
