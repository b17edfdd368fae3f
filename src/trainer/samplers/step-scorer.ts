import type { Backend, Tensor } from '../backends/backend.ts'
import { scaled } from '../backends/scaled.ts'
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

  async layerScores(users: Int32Array, items: Int32Array): Promise<readonly Float32Array[]> {
    const layers = this.#model.layered?.layers(this.#tape)
    if (layers === undefined) throw new Error('This model has no vectors by layer.')
    const of = mean(
      this.#backend,
      layers.map((layer) => layer.users),
    )
    return await Promise.all(layers.map((layer) => this.#backend.pairScores(of, users, layer.items, items)))
  }
}

function mean(backend: Backend, [first, ...rest]: readonly Tensor[]): Tensor {
  if (first === undefined) throw new Error('A model has at least one layer.')
  const sum = rest.reduce((total, tensor) => backend.addScaled(total, tensor, 1), first)
  return rest.length === 0 ? sum : scaled(backend, sum, 1 / (rest.length + 1))
}
