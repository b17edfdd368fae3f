import { z } from 'zod'
import type { Checkpointable } from './checkpointable.ts'

export const EarlyStoppingState = z.strictObject({
  /** Null before the first observation. */
  bestValue: z.number().nullable(),
  bestEpoch: z.int().nonnegative(),
  /** Observations since. */
  misses: z.int().nonnegative(),
})
export type EarlyStoppingState = z.infer<typeof EarlyStoppingState>

/** Keeps the best validation value, and says when waiting for a better one is over. */
export class EarlyStopping implements Checkpointable<EarlyStoppingState> {
  readonly #patience: number
  #state: EarlyStoppingState = { bestValue: null, bestEpoch: 0, misses: 0 }

  /** @param patience validations in a row without a better value before the run stops */
  constructor(patience: number) {
    this.#patience = patience
  }

  get state(): EarlyStoppingState {
    return this.#state
  }

  restore(state: EarlyStoppingState): void {
    this.#state = state
  }

  /** 0 before the first observation. */
  get bestEpoch(): number {
    return this.#state.bestEpoch
  }

  get exhausted(): boolean {
    return this.#state.misses >= this.#patience
  }

  /** Takes a validation's value; true if it is better than all before. An equal one is not. */
  observe(epoch: number, value: number): boolean {
    const { bestValue, bestEpoch, misses } = this.#state
    if (value > (bestValue ?? Number.NEGATIVE_INFINITY)) {
      this.#state = { bestValue: value, bestEpoch: epoch, misses: 0 }
      return true
    }
    this.#state = { bestValue, bestEpoch, misses: misses + 1 }
    return false
  }
}
