import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { highest, uniformCandidates } from './candidates.ts'
import type { MixedNegatives, Pairs, Sampler, Scorer } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/**
 * MixGCF (Huang et al. 2021): of items drawn uniformly, with repeats, among those that the user did not interact with,
 * at each layer the one that is hardest once the positive is mixed in (equations 5 to 7), and the mean over layers
 * (equation 8).
 *
 * The share of the positive is drawn for each pair and layer, the same for all candidates. It is below 1 and so does
 * not change which candidate scores highest: that is found without it.
 */
export class MixGcfSampler implements Sampler<MixedNegatives> {
  readonly #uniform: UniformSampler
  readonly #rng: Rng
  readonly #perPair: number

  constructor(training: Interactions, rng: Rng, candidates: number) {
    this.#uniform = new UniformSampler(training, rng)
    this.#rng = rng
    this.#perPair = candidates
  }

  get state(): RngState {
    return this.#rng.state
  }

  restore(state: RngState): void {
    this.#rng.restore(state)
  }

  async negatives({ users }: Pairs, scorer: Scorer): Promise<MixedNegatives> {
    const candidates = uniformCandidates(this.#uniform, users, this.#perPair)
    const scores = await scorer.layerScores(candidates.users, candidates.items)
    const share = () => this.#rng.uniform(0, 1)
    return {
      items: scores.map((ofLayer) => highest(candidates, ofLayer)),
      shares: scores.map(() => new Float32Array(users.length).map(share)),
    }
  }
}
