import type { z } from 'zod'
import type { toy } from '#shared/training/samplers/testing/toy.ts'
import { InteractionSet } from '../../data/interaction-set.ts'
import type { Interactions } from '../../data/interactions.ts'
import type { Rng, RngState } from '../../data/rng.ts'
import type { ItemSampler, Pairs } from '../sampler.ts'
import { UniformSampler } from '../uniform.ts'

type Settings = z.infer<typeof toy.settings>

/** Of a uniform draw and the item that stands `stride` places after it, the later one where it is a negative too. */
export class ToySampler implements ItemSampler {
  readonly #training: Interactions
  readonly #known: InteractionSet
  readonly #uniform: UniformSampler
  readonly #stride: number

  constructor(training: Interactions, rng: Rng, { stride }: Settings) {
    this.#training = training
    this.#known = new InteractionSet(training)
    this.#uniform = new UniformSampler(training, rng)
    this.#stride = stride
  }

  get state(): RngState {
    return this.#uniform.state
  }

  restore(state: RngState): void {
    this.#uniform.restore(state)
  }

  async negatives({ users }: Pairs): Promise<Int32Array> {
    return this.#uniform.draw(users).map((item, pair) => {
      const later = (item + this.#stride) % this.#training.items
      return this.#known.has(users[pair] ?? -1, later) ? item : later
    })
  }
}
