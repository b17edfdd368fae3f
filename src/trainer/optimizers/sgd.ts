import type { Tensor } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import { type Optimizer, type OptimizerContext, type OptimizerState, requireSteps } from './optimizer.ts'

/**
 * parameter -= learningRate * gradient of the loss summed over the batch, on the rows that the batch touches where it
 * touches only some. The sum, and not the mean that the loss is, makes the learning rate that of one triple, as in
 * LearnBPR (Rendle et al. 2009, figure 4), whatever the batch's size.
 */
export class Sgd implements Optimizer {
  readonly tensors = []
  readonly #context: OptimizerContext
  #steps: readonly number[]

  constructor(context: OptimizerContext) {
    this.#context = context
    this.#steps = context.parameters.map(() => 0)
  }

  get state(): OptimizerState {
    return this.#steps
  }

  restore(steps: OptimizerState): void {
    requireSteps(steps, this.#steps.length)
    this.#steps = steps
  }

  step(tape: Tape, guard: Tensor, examples: number): void {
    const { backend, parameters, learningRate } = this.#context
    const rate = learningRate * examples
    this.#steps = parameters.map(({ value }, index) => {
      const before = this.#steps[index] ?? 0
      const gradient = tape.gradientOf(value)
      if (gradient === null) return before
      const { dense, rows, product } = gradient
      if (dense !== null) backend.descend(value, dense, rate, guard)
      if (rows !== null) backend.descend(value, rows, rate, guard)
      if (product !== null) {
        const { matrix, x, scale } = product
        backend.descend(value, backend.spmm(matrix, x, null, scale), rate, guard)
      }
      return before + 1
    })
  }
}
