import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import type { NegativeSampler, Proposal, SelectionContext } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/**
 * Dynamic negative sampling (Zhang et al. 2013): the highest scoring of k items drawn uniformly, with repeats, among
 * those that the user did not interact with; the first of equal ones.
 */
export class DnsSampler implements NegativeSampler {
  readonly #uniform: UniformSampler
  readonly #candidates: number

  constructor(training: Interactions, rng: Rng, candidates: number) {
    this.#uniform = new UniformSampler(training, rng)
    this.#candidates = candidates
  }

  get state(): RngState {
    return this.#uniform.state
  }

  restore(state: RngState): void {
    this.#uniform.restore(state)
  }

  propose(users: Int32Array): Int32Array {
    const perUser = this.#candidates
    const repeated = new Int32Array(users.length * perUser)
    users.forEach((user, row) => {
      repeated.fill(user, row * perUser, (row + 1) * perUser)
    })
    return this.#uniform.propose(repeated)
  }

  select({ users, candidates }: Proposal, { backend, embeddings }: SelectionContext): Promise<Int32Array> {
    return backend.highestScoring(embeddings.users, users, embeddings.items, candidates, this.#candidates)
  }
}
