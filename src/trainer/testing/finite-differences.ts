import { expect } from 'vitest'
import type { Backend, Tensor } from '../backends/backend.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { type Node, Tape } from '../backends/tape.ts'

/** A scalar function of some tensors, on any backend. */
export interface Differentiable {
  /** The tensors to differentiate by, fresh on this backend, the same values each time. */
  inputs(backend: Backend): readonly Tensor[]
  loss(tape: Tape, backend: Backend, inputs: readonly Tensor[]): Node
}

const STEP = 1e-5
/** What rounding makes of a central difference, where the loss is about 1: some 1e-16 / STEP. */
const NOISE = 1e-10

/** Central differences, in float64 on the reference backend: one list of derivatives per input. */
export function numericGradients(subject: Differentiable): number[][] {
  const backend = new ReferenceBackend('float64')
  const inputs = subject.inputs(backend)
  const detached: Tensor[] = []
  const loss = () => {
    const { value } = subject.loss(new TapeOfDifferences(backend, detached), backend, inputs)
    return backend.values(value)[0] ?? Number.NaN
  }
  // Detached values are those of the undisturbed inputs.
  loss()
  return inputs.map((input) => {
    const values = backend.values(input)
    return Array.from(values, (original, index) => {
      values[index] = original + STEP
      const above = loss()
      values[index] = original - STEP
      const below = loss()
      values[index] = original
      return (above - below) / (2 * STEP)
    })
  })
}

/** Holds detached values at what they were in the first of several evaluations: they are no part of the derivative. */
class TapeOfDifferences extends Tape {
  readonly #backend: ReferenceBackend
  readonly #detached: Tensor[]
  #count = 0

  constructor(backend: ReferenceBackend, detached: Tensor[]) {
    super(backend)
    this.#backend = backend
    this.#detached = detached
  }

  override detached({ value }: Node): Node {
    const at = this.#count++
    this.#detached[at] ??= this.#backend.upload(this.#backend.values(value), value.rows, value.cols)
    return this.constant(this.#detached[at])
  }
}

/** The tape's gradients on a backend; zeros where the loss does not depend on an input. */
export async function tapeGradients(subject: Differentiable, backend: Backend): Promise<number[][]> {
  const inputs = subject.inputs(backend)
  const tape = new Tape(backend)
  tape.backward(subject.loss(tape, backend, inputs))
  const gradients: number[][] = []
  for (const input of inputs) {
    const gradient = tape.parameter(input).gradient.toDense() ?? backend.zeros(input.rows, input.cols)
    const exact =
      backend instanceof ReferenceBackend ? backend.values(gradient) : await backend.read(gradient)
    gradients.push([...exact])
  }
  return gradients
}

/** @param tolerance relative to the largest derivative of each input, which must not all be zero */
export function expectGradients(actual: number[][], expected: number[][], tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  expected.forEach((derivatives, input) => {
    const largest = Math.max(1e-6, ...derivatives.map(Math.abs))
    derivatives.forEach((derivative, index) => {
      const difference = Math.abs((actual[input]?.[index] ?? Number.NaN) - derivative)
      expect(Math.max(0, difference - NOISE) / largest, `input ${input}, element ${index}`).toBeLessThan(
        tolerance,
      )
    })
  })
}
