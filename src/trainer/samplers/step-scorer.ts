import type { Backend } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import type { Embeddings, Model } from '../models/model.ts'
import type { Scorer } from './sampler.ts'

/** Scores by the model as it is. What the model computes for it stays for the step on the same tape. */
export class StepScorer implements Scorer {
  readonly #backend: Backend
  readonly #model: Model
  readonly #tape: Tape
  #embeddings: Embeddings | null = null

  constructor(backend: Backend, model: Model, tape: Tape) {
    this.#backend = backend
    this.#model = model
    this.#tape = tape
  }

  async scores(users: Int32Array, items: Int32Array): Promise<Float32Array> {
    this.#embeddings ??= this.#model.embeddings(this.#tape)
    const { users: of, items: over } = this.#embeddings
    return await this.#backend.pairScores(of, users, over, items)
  }
}
