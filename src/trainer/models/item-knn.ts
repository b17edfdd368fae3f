import type { CompressedRows, Tensor } from '../backends/backend.ts'
import type { Interactions } from '../data/interactions.ts'
import { TrainingFailure } from '../failure.ts'
import { itemNeighbours } from './item-neighbours.ts'
import type { Embeddings, LossTerm, Model, ModelContext } from './model.ts'

/** The numbers in both tables may be this many: 1 GiB. */
const MOST_NUMBERS = 2 ** 28

/**
 * Item-based nearest neighbours (Deshpande & Karypis 2004): s(u, i) is the sum over the items j of the user of the similarity
 * of j to i, where i is one of the nearest items of j. Departures: the shrinkage, and rows of users are not normalised.
 * ItemKNN of the toolbox RecBole is another one of that name: j counts where it is one of the nearest of i, similarities are not
 * normalised, and 100 neighbours are its default.
 *
 * The scores have no vectors of few dimensions. The tables are min(users, items) wide: the user's own row of interactions
 * times the similarities, or, where there are fewer users, a row of the identity times the scores.
 */
export class ItemKnn implements Model {
  readonly parameters = []
  readonly #context: ModelContext<'item-knn'>
  /** Row j holds the nearest items of j. */
  readonly #neighbours: CompressedRows

  /** @throws TrainingFailure where the tables would take more than 1 GiB */
  constructor(context: ModelContext<'item-knn'>) {
    const { users, items } = context.training
    const numbers = (users + items) * Math.min(users, items)
    if (numbers > MOST_NUMBERS) {
      const gibibytes = ((4 * numbers) / 2 ** 30).toFixed(1)
      throw new TrainingFailure(
        `Item kNN would need ${gibibytes} GiB for its scores of ${users} users and ${items} items; it takes at most 1 GiB.`,
        'Import the data set with a higher k-core, or compare with another model.',
      )
    }
    this.#context = context
    this.#neighbours = itemNeighbours(context.training, context.settings)
  }

  lossTerms(): readonly LossTerm[] {
    throw new Error('Item kNN has nothing to train.')
  }

  embeddings(): Embeddings {
    const { users, items } = this.#context.training
    return items <= users ? this.#byItems() : this.#byUsers()
  }

  /** [users, items], 1 for each interaction, and [items, items], the similarity of column j to row i. */
  #byItems(): Embeddings {
    const { users, items } = this.#context.training
    const taken = this.#filled(users, items, (values) => {
      forEachPair(this.#context.training, (user, item) => {
        values[user * items + item] = 1
      })
    })
    const similar = this.#filled(items, items, (values) => {
      for (let item = 0; item < items; item++) {
        this.#forEachNeighbour(item, (other, similarity) => {
          values[other * items + item] = similarity
        })
      }
    })
    return { users: taken, items: similar }
  }

  /** [users, users], the identity, and [items, users], the scores. */
  #byUsers(): Embeddings {
    const { users, items } = this.#context.training
    const identity = this.#filled(users, users, (values) => {
      for (let user = 0; user < users; user++) values[user * users + user] = 1
    })
    const scores = this.#filled(items, users, (values) => {
      forEachPair(this.#context.training, (user, item) => {
        this.#forEachNeighbour(item, (other, similarity) => {
          const at = other * users + user
          values[at] = (values[at] ?? 0) + similarity
        })
      })
    })
    return { users: identity, items: scores }
  }

  #filled(rows: number, cols: number, fill: (values: Float32Array) => void): Tensor {
    const values = new Float32Array(rows * cols)
    fill(values)
    return this.#context.backend.upload(values, rows, cols)
  }

  #forEachNeighbour(item: number, use: (other: number, similarity: number) => void): void {
    const { offsets, columns, values } = this.#neighbours
    const end = offsets[item + 1] ?? 0
    for (let at = offsets[item] ?? 0; at < end; at++) use(columns[at] ?? 0, values[at] ?? 0)
  }
}

function forEachPair(training: Interactions, use: (user: number, item: number) => void): void {
  for (let user = 0; user < training.users; user++) {
    for (const item of training.itemsOf(user)) use(user, item)
  }
}
