import type { AdamSettings, AdamSlot, Backend, Gradient, Tensor } from '../backends/backend.ts'
import type { Tape } from '../backends/tape.ts'
import type { Parameter } from '../models/model.ts'
import { type Optimizer, type OptimizerContext, type OptimizerState, requireSteps } from './optimizer.ts'

/** The defaults of Kingma & Ba 2015. */
const SETTINGS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

/** Queues one update of a parameter and its moments. */
export type AdamUpdate = (
  backend: Backend,
  slot: AdamSlot,
  gradient: Gradient,
  settings: AdamSettings,
  guard: Tensor,
) => void

interface Slot {
  readonly name: string
  readonly slot: AdamSlot
  step: number
}

const sizeOf = ({ slot: { parameter } }: Slot) => parameter.rows * parameter.cols

/** What keeps two moments of each parameter's gradient, and counts the parameter's steps to correct their bias. */
export class AdamMoments implements Optimizer {
  readonly #context: OptimizerContext
  readonly #update: AdamUpdate
  /** In the order of the model's parameters, which is that of the state. */
  readonly #slots: readonly Slot[]
  /** The largest parameter last: all threads work on its update, and are awake when the next step begins. */
  readonly #bySize: readonly Slot[]

  constructor(context: OptimizerContext, update: AdamUpdate) {
    const { backend, parameters } = context
    this.#context = context
    this.#update = update
    this.#slots = parameters.map(({ name, value }) => {
      const firstMoment = backend.zeros(value.rows, value.cols)
      const secondMoment = backend.zeros(value.rows, value.cols)
      return { name, slot: { parameter: value, firstMoment, secondMoment }, step: 0 }
    })
    this.#bySize = this.#slots.toSorted((a, b) => sizeOf(a) - sizeOf(b))
  }

  get tensors(): Parameter[] {
    return this.#slots.flatMap(({ name, slot }) => [
      { name: `${name}/first_moment`, value: slot.firstMoment },
      { name: `${name}/second_moment`, value: slot.secondMoment },
    ])
  }

  get state(): OptimizerState {
    return this.#slots.map(({ step }) => step)
  }

  restore(steps: OptimizerState): void {
    requireSteps(steps, this.#slots.length)
    this.#slots.forEach((state, index) => {
      state.step = steps[index] ?? 0
    })
  }

  step(tape: Tape, guard: Tensor): void {
    const { backend, learningRate } = this.#context
    for (const state of this.#bySize) {
      const gradient = tape.gradientOf(state.slot.parameter)
      if (gradient === null) continue
      state.step++
      this.#update(backend, state.slot, gradient, { ...SETTINGS, learningRate, step: state.step }, guard)
    }
  }
}
