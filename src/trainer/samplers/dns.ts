import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { highest, uniformCandidates } from './candidates.ts'
import type { ItemSampler, Pairs, Scorer } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/**
 * Dynamic negative sampling (Zhang et al. 2013): the highest scoring of k items drawn uniformly, with repeats, among
 * those that the user did not interact with; the first of equal ones.
 */
export class DnsSampler implements ItemSampler {
  readonly #uniform: UniformSampler
  readonly #perPair: number

  constructor(training: Interactions, rng: Rng, candidates: number) {
    this.#uniform = new UniformSampler(training, rng)
    this.#perPair = candidates
  }

  get state(): RngState {
    return this.#uniform.state
  }

  restore(state: RngState): void {
    this.#uniform.restore(state)
  }

  async negatives({ users }: Pairs, scorer: Scorer): Promise<Int32Array> {
    const candidates = uniformCandidates(this.#uniform, users, this.#perPair)
    return highest(candidates, await scorer.scores(candidates.users, candidates.items))
  }
}
