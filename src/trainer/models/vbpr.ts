import type { Indices, Tensor } from '../backends/backend.ts'
import { type Node, Tape } from '../backends/tape.ts'
import { plainContent } from '../content/item-content.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { type BatchRows, itemsAmong, RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { ContentProjection } from './content-projection.ts'
import { embeddingTable, glorotUniform } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'

/**
 * He & McAuley 2016, equation 4: s(u, i) = <gamma_u, gamma_i> + <theta_u, E f_i> + beta_i + <beta', f_i>, trained by BPR. Global
 * and user biases cancel and are left out. Departures: the content is centred and has a mean square length of 1, and the
 * L2 term is that of the other models, on the vectors of the batch, (gamma_i, E f_i) for an item, not on E itself.
 */
export class Vbpr implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'vbpr'>
  /** gamma: [users + items, d] */
  readonly #table: Tensor
  /** theta: [users, d] */
  readonly #tastes: Tensor
  readonly #content: ContentProjection
  /** beta: [items, 1] */
  readonly #bias: Tensor
  /** <beta', f_i>, from a projection on one dimension. */
  readonly #contentBias: ContentProjection
  readonly #finder: RowFinder

  constructor(context: ModelContext<'vbpr'>) {
    const { backend, settings, training, features, rng } = context
    const { users, items } = training
    const { dimensions } = settings
    this.#context = context
    this.#table = embeddingTable(backend, users, items, dimensions, rng)
    this.#tastes = backend.upload(glorotUniform(users, dimensions, rng), users, dimensions)
    this.#bias = backend.zeros(items, 1)
    const content = plainContent(settings.features, features)
    this.#content = new ContentProjection(backend, content, null, { users, dimensions, beta: 0 }, rng)
    this.#contentBias = new ContentProjection(backend, content, null, { users, dimensions: 1, beta: 0 }, rng)
    this.#finder = new RowFinder(users, items)
    this.parameters = [
      ...this.#content.parameters,
      ...this.#contentBias.parameters.map(({ value }) => ({ name: 'content_bias.weights', value })),
      { name: 'bias', value: this.#bias },
      { name: 'tastes', value: this.#tastes },
      { name: 'embeddings', value: this.#table },
    ]
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const weight = egoL2Weight(settings.regularization, batch.users.length)
    const found = this.#finder.find(backend, batch, weight)
    const own = tape.rows(tape.parameter(this.#table), found.rows)
    const tastes = tape.gather(tape.parameter(this.#tastes), this.#usersAmong(found))
    const mixed = tape.addScaled(tastes, this.#content.ofNodes(tape, found.nodes), 1)
    const vectors = tape.concatColumns([own, mixed])
    return [bprTerm(tape, vectors, found, this.#biasMargins(tape, found)), egoL2Term(tape, vectors, found)]
  }

  /** The biases are one more column of the items, which every user weighs by 1. */
  embeddings(): Embeddings {
    const { backend, training } = this.#context
    const { users, items } = training
    const tape = new Tape(backend)
    const ones = backend.upload(new Float32Array(users).fill(1), users, 1)
    const bias = backend.addScaled(this.#bias, this.#contentBias.ofItems(tape).value, 1)
    return {
      users: backend.concatColumns([backend.slice(this.#table, 0, users), this.#tastes, ones]),
      items: backend.concatColumns([
        backend.slice(this.#table, users, items),
        this.#content.ofItems(tape).value,
        bias,
      ]),
    }
  }

  /** What the biases add to the margin of each triple: [triples, 1]. */
  #biasMargins(tape: Tape, found: BatchRows): Node {
    const { backend, training } = this.#context
    const items = itemsAmong(found.nodes, training.users)
    const own = tape.gather(tape.parameter(this.#bias), backend.uploadIndices(items))
    const bias = tape.addScaled(own, this.#contentBias.ofNodes(tape, found.nodes), 1)
    const at = (places: Int32Array) => tape.gather(bias, backend.uploadIndices(places))
    return tape.addScaled(at(found.positives), at(found.negatives), -1)
  }

  /** The users among the batch's rows, -1 for its items. */
  #usersAmong({ nodes }: BatchRows): Indices {
    const { backend, training } = this.#context
    return backend.uploadIndices(nodes.map((node) => (node < training.users ? node : -1)))
  }
}
