import type { AdamSlot, Backend, Tensor } from './backends/backend.ts'
import type { Tape } from './backends/tape.ts'
import type { Checkpointable } from './checkpointable.ts'
import type { Parameter } from './models/model.ts'

/** The defaults of Kingma & Ba 2015. */
const SETTINGS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

/**
 * Dense Adam over a model's parameters. Its moments live on the backend as long as the parameters; its state is the steps
 * of each parameter.
 */
export class Adam implements Checkpointable<readonly number[]> {
  readonly #backend: Backend
  readonly #learningRate: number
  readonly #states: { readonly name: string; readonly slot: AdamSlot; step: number }[]

  constructor(backend: Backend, parameters: readonly Parameter[], learningRate: number) {
    this.#backend = backend
    this.#learningRate = learningRate
    this.#states = parameters.map(({ name, value }) => {
      const firstMoment = backend.zeros(value.rows, value.cols)
      const secondMoment = backend.zeros(value.rows, value.cols)
      return { name, slot: { parameter: value, firstMoment, secondMoment }, step: 0 }
    })
  }

  /** The moments. */
  get tensors(): Parameter[] {
    return this.#states.flatMap(({ name, slot }) => [
      { name: `${name}/first_moment`, value: slot.firstMoment },
      { name: `${name}/second_moment`, value: slot.secondMoment },
    ])
  }

  /** Steps of each parameter so far. */
  get state(): readonly number[] {
    return this.#states.map(({ step }) => step)
  }

  /** @throws RangeError if the steps are of other parameters */
  restore(steps: readonly number[]): void {
    if (steps.length !== this.#states.length) {
      throw new RangeError(`${steps.length} step counts for ${this.#states.length} parameters.`)
    }
    this.#states.forEach((state, index) => {
      state.step = steps[index] ?? 0
    })
  }

  /**
   * Updates every parameter with a gradient on the tape; the others, moments included, stay as they are.
   * @param guard 1 x 1, such as the loss: unless it is finite, nothing changes
   */
  step(tape: Tape, guard: Tensor): void {
    for (const state of this.#states) {
      const gradient = tape.gradientOf(state.slot.parameter)
      if (gradient === null) continue
      state.step++
      const settings = { ...SETTINGS, learningRate: this.#learningRate, step: state.step }
      this.#backend.adam(state.slot, gradient, settings, guard)
    }
  }
}
