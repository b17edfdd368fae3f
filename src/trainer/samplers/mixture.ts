import type { Rng, RngState } from '../data/rng.ts'
import type { ItemSampler, Pairs, Scorer } from './sampler.ts'

/**
 * Each negative by one of two samplers: by the second with the probability `share`, by the first otherwise. Both draw
 * from the mixture's own random numbers.
 */
export class MixtureSampler implements ItemSampler {
  readonly #first: ItemSampler
  readonly #second: ItemSampler
  readonly #share: number
  readonly #rng: Rng

  /** @param rng also that of both samplers: its state is that of all three */
  constructor(first: ItemSampler, second: ItemSampler, share: number, rng: Rng) {
    this.#first = first
    this.#second = second
    this.#share = share
    this.#rng = rng
  }

  get state(): RngState {
    return this.#rng.state
  }

  restore(state: RngState): void {
    this.#rng.restore(state)
  }

  async negatives(pairs: Pairs, scorer: Scorer): Promise<Int32Array> {
    const bySecond = Array.from(pairs.users, () => this.#rng.uniform(0, 1) < this.#share)
    const everyPair = Int32Array.from(pairs.users.keys())
    const negatives = new Int32Array(pairs.users.length)
    for (const [sampler, second] of [
      [this.#first, false],
      [this.#second, true],
    ] as const) {
      const chosen = everyPair.filter((pair) => bySecond[pair] === second)
      const of = (list: Int32Array) => chosen.map((pair) => list[pair] ?? -1)
      const drawn = await sampler.negatives(
        { users: of(pairs.users), positives: of(pairs.positives) },
        scorer,
      )
      chosen.forEach((pair, place) => {
        negatives[pair] = drawn[place] ?? -1
      })
    }
    return negatives
  }
}
