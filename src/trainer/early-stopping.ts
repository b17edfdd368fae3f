import { z } from 'zod'
import type { Checkpointable } from './checkpointable.ts'

/** When a run's curve counts as over. The same rule for every model. */
export interface StoppingRule {
  /** Validations in a row without a better mean before the run stops. */
  readonly patience: number
  /** A run does not stop before this epoch. */
  readonly minimumEpochs: number
  /** How many validations the mean is over, w. */
  readonly validationWindow: number
}

export const EarlyStoppingState = z
  .strictObject({
    /** The last w validation values, the newest last; fewer at first. */
    window: z.array(z.number()).readonly(),
    /** The best mean of w values; null before there were w. */
    bestMean: z.number().nullable(),
    /** Validations since that mean. */
    misses: z.int().nonnegative(),
    /** The epoch of the last validation, 0 before the first. */
    epoch: z.int().nonnegative(),
    /** The best single value; null before the first validation. */
    bestValue: z.number().nullable(),
  })
  .readonly()
export type EarlyStoppingState = z.infer<typeof EarlyStoppingState>

const UNOBSERVED: EarlyStoppingState = { window: [], bestMean: null, misses: 0, epoch: 0, bestValue: null }

/**
 * Follows the validation values of a run: which is the best, and when waiting for better ones is over.
 *
 * These are two questions, asked of two curves. Whether the run still improves is asked of the moving mean over the last w
 * validations, from the w-th on, so that one lucky value does not hide a slow rise. Which parameters are kept is asked of
 * the single values, from the first on: those of the highest one of the whole run, the first of equal ones. With w = 1 and
 * no minimum this is plain early stopping.
 */
export class EarlyStopping implements Checkpointable<EarlyStoppingState> {
  readonly #rule: StoppingRule
  #state = UNOBSERVED

  constructor(rule: StoppingRule) {
    this.#rule = rule
  }

  get state(): EarlyStoppingState {
    return this.#state
  }

  restore(state: EarlyStoppingState): void {
    this.#state = state
  }

  /** After the last validation, the run should stop. */
  get exhausted(): boolean {
    const { misses, epoch } = this.#state
    return misses >= this.#rule.patience && epoch >= this.#rule.minimumEpochs
  }

  /** Takes a validation's value; true if it is better than all before. An equal one is not. */
  observe(epoch: number, value: number): boolean {
    const best = isBetter(value, this.#state.bestValue)
    this.#state = observed(this.#state, this.#rule.validationWindow, epoch, value)
    return best
  }
}

function observed(
  before: EarlyStoppingState,
  size: number,
  epoch: number,
  value: number,
): EarlyStoppingState {
  const window = [...before.window, value].slice(-size)
  const bestValue = isBetter(value, before.bestValue) ? value : before.bestValue
  if (window.length < size) return { ...before, window, epoch, bestValue }
  const mean = window.reduce((sum, one) => sum + one, 0) / size
  return isBetter(mean, before.bestMean)
    ? { window, bestMean: mean, misses: 0, epoch, bestValue }
    : { window, bestMean: before.bestMean, misses: before.misses + 1, epoch, bestValue }
}

function isBetter(value: number, best: number | null): boolean {
  return best === null ? !Number.isNaN(value) : value > best
}
