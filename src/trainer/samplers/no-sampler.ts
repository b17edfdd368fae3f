import type { Rng, RngState } from '../data/rng.ts'
import type { ItemSampler } from './sampler.ts'

/** Of a model that does not learn from triples: gives nothing. */
export class NoSampler implements ItemSampler {
  readonly #rng: Rng

  constructor(rng: Rng) {
    this.#rng = rng
  }

  get state(): RngState {
    return this.#rng.state
  }

  restore(state: RngState): void {
    this.#rng.restore(state)
  }

  async negatives(): Promise<Int32Array> {
    return new Int32Array()
  }
}
