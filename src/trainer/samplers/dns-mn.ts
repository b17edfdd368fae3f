import type { Interactions } from '../data/interactions.ts'
import type { Rng, RngState } from '../data/rng.ts'
import { type Candidates, uniformCandidates } from './candidates.ts'
import type { ItemSampler, Pairs, Scorer } from './sampler.ts'
import { UniformSampler } from './uniform.ts'

/**
 * DNS(M, N) (Shi et al. 2023, section 4): of M items drawn uniformly, with repeats, among those that the user did not
 * interact with, one of the N highest scoring, each of these places equally likely. Of equal ones the first drawn is
 * the higher.
 */
export class DnsMnSampler implements ItemSampler {
  readonly #uniform: UniformSampler
  readonly #rng: Rng
  readonly #perPair: number
  readonly #highest: number

  /** @param highest N, at most `candidates`, which is M */
  constructor(training: Interactions, rng: Rng, candidates: number, highest: number) {
    this.#uniform = new UniformSampler(training, rng)
    this.#rng = rng
    this.#perPair = candidates
    this.#highest = highest
  }

  get state(): RngState {
    return this.#rng.state
  }

  restore(state: RngState): void {
    this.#rng.restore(state)
  }

  async negatives({ users }: Pairs, scorer: Scorer): Promise<Int32Array> {
    const candidates = uniformCandidates(this.#uniform, users, this.#perPair)
    const ranks = new Int32Array(users.length).map(() => this.#rng.below(this.#highest))
    return atRank(candidates, await scorer.scores(candidates.users, candidates.items), ranks)
  }
}

/**
 * The candidate of each pair that has that rank among the pair's, 0 the highest; of equal ones the first comes first,
 * and NaN after every number.
 */
function atRank({ items, perPair }: Candidates, scores: Float32Array, ranks: Int32Array): Int32Array {
  const chosen = new Int32Array(ranks.length)
  // The rank + 1 highest of a pair so far, in order, and their places: an insertion sort that forgets the others.
  const best = new Float64Array(perPair)
  const places = new Int32Array(perPair)
  for (let pair = 0; pair < ranks.length; pair++) {
    const start = pair * perPair
    const last = ranks[pair] ?? 0
    let count = 0
    for (let place = start; place < start + perPair; place++) {
      const score = scores[place] ?? Number.NaN
      const value = Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score
      if (count > last && !(value > (best[last] ?? 0))) continue
      let at = count > last ? last : count++
      for (; at > 0 && value > (best[at - 1] ?? 0); at--) {
        best[at] = best[at - 1] ?? 0
        places[at] = places[at - 1] ?? 0
      }
      best[at] = value
      places[at] = place
    }
    chosen[pair] = items[places[last] ?? start] ?? -1
  }
  return chosen
}
