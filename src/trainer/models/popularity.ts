import type { Embeddings, LossTerm, Model, ModelContext } from './model.ts'

/** Ranks items by their number of training interactions, the same for everyone: what to beat. */
export class Popularity implements Model {
  readonly parameters = []
  readonly #context: Pick<ModelContext, 'backend' | 'training'>

  constructor(context: Pick<ModelContext, 'backend' | 'training'>) {
    this.#context = context
  }

  lossTerms(): readonly LossTerm[] {
    throw new Error('Popularity has nothing to train.')
  }

  embeddings(): Embeddings {
    const { backend, training } = this.#context
    return {
      users: backend.upload(new Float32Array(training.users).fill(1), training.users, 1),
      items: backend.upload(training.itemCounts(), training.items, 1),
    }
  }
}
