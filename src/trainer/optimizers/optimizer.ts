import { z } from 'zod'
import type { Backend, Tensor } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import type { Checkpointable } from '../checkpointable.ts'
import type { Parameter } from '../models/model.ts'

export interface OptimizerContext {
  readonly backend: Backend
  /** What it changes; its own tensors live on the backend as long as these. */
  readonly parameters: readonly Parameter[]
  readonly learningRate: number
}

/** Steps of each parameter so far. */
export const OptimizerState = z.array(z.int().nonnegative()).readonly()
export type OptimizerState = z.infer<typeof OptimizerState>

/** Changes a model's parameters by the gradients of a batch. */
export interface Optimizer extends Checkpointable<OptimizerState> {
  /** What it keeps of each parameter. */
  readonly tensors: readonly Parameter[]
  /**
   * Updates every parameter with a gradient on the tape; the others stay as they are.
   * @param guard 1 x 1, such as the loss: unless it is finite, nothing changes
   * @param examples triples or pairs of the batch, over which the loss is a mean
   */
  step(tape: Tape, guard: Tensor, examples: number): void
}

/** @throws RangeError if the steps are of other parameters */
export function requireSteps(steps: OptimizerState, parameters: number): void {
  if (steps.length !== parameters) {
    throw new RangeError(`${steps.length} step counts for ${parameters} parameters.`)
  }
}
