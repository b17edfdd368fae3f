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
    const ranks = Int32Array.from(users, () => this.#rng.below(this.#highest))
    return atRank(candidates, await scorer.scores(candidates.users, candidates.items), ranks)
  }
}

/**
 * The candidate of each pair that has that rank among the pair's, 0 the highest; of equal ones the first comes first,
 * and NaN after every number.
 */
function atRank({ items, perPair }: Candidates, scores: Float32Array, ranks: Int32Array): Int32Array {
  const best = new Int32Array(perPair)
  const valueAt = (place: number) => {
    const value = scores[place] ?? Number.NaN
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
  }
  return ranks.map((rank, pair) => {
    const start = pair * perPair
    // The places of the rank + 1 highest so far, in order: an insertion sort that forgets the others.
    let count = 0
    for (let place = start; place < start + perPair; place++) {
      const value = valueAt(place)
      let at = count
      while (at > 0 && value > valueAt(best[at - 1] ?? 0)) at--
      if (at > rank) continue
      best.copyWithin(at + 1, at, count)
      best[at] = place
      count = Math.min(count + 1, rank + 1)
    }
    return items[best[rank] ?? start] ?? -1
  })
}
