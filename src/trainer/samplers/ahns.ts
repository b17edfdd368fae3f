import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { highest, uniformCandidates } from './candidates.ts'
import type { ItemSampler, Pairs, Scorer } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/** Of the hardness beta (s + alpha)^(p + 1) of a positive that scores s. */
export interface Hardness {
  readonly alpha: number
  readonly beta: number
  /** An integer: s + alpha may be negative. */
  readonly p: number
}

/**
 * Adaptive hardness negative sampling (Lai et al. 2024): of k items drawn uniformly, with repeats, among those that the
 * user did not interact with, the one whose score is nearest to the hardness of the pair; the first of equal ones.
 */
export class AhnsSampler implements ItemSampler {
  readonly #uniform: UniformSampler
  readonly #perPair: number
  readonly #hardness: Hardness

  constructor(training: Interactions, rng: Rng, candidates: number, hardness: Hardness) {
    this.#uniform = new UniformSampler(training, rng)
    this.#perPair = candidates
    this.#hardness = hardness
  }

  get state(): RngState {
    return this.#uniform.state
  }

  restore(state: RngState): void {
    this.#uniform.restore(state)
  }

  async negatives({ users, positives }: Pairs, scorer: Scorer): Promise<Int32Array> {
    const candidates = uniformCandidates(this.#uniform, users, this.#perPair)
    const scores = await scorer.scores(joined(users, candidates.users), joined(positives, candidates.items))
    const { alpha, beta, p } = this.#hardness
    const nearness = scores.subarray(users.length)
    for (let pair = 0; pair < users.length; pair++) {
      const wanted = beta * ((scores[pair] ?? 0) + alpha) ** (p + 1)
      const end = (pair + 1) * this.#perPair
      for (let place = pair * this.#perPair; place < end; place++) {
        nearness[place] = -Math.abs((nearness[place] ?? Number.NaN) - wanted)
      }
    }
    return highest(candidates, nearness)
  }
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
