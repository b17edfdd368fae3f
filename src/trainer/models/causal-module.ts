import type { Backend, Indices, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import type { ModalityFeatures } from '../data/negatives.ts'
import type { Rng } from '../data/rng.ts'
import { glorotUniform } from './initial-values.ts'
import type { Parameter } from './model.ts'

/** For n items, in one table [2 n, d]: rows 0 to n hold z_i, rows n to 2 n hold z_i^-. */
export interface CausalEffects {
  readonly vectors: Node
  readonly items: number
}

interface Layer {
  readonly weights: Tensor
  readonly bias: Tensor
}

interface Modality {
  readonly projection: Layer
  /** The vectors of the positives, below them those of their negatives: [2 rows, features]. */
  readonly features: Tensor
}

/**
 * NegGen's causal module, steps 1 to 4 of section 4 of the method: project each modality to d, attend
 * over an item's modality tokens, subtract the negative's result from the positive's, and project.
 * All weights start after Glorot & Bengio, all biases at 0.
 */
export class CausalModule {
  readonly parameters: readonly Parameter[]
  readonly #backend: Backend
  readonly #heads: number
  readonly #modalities: readonly Modality[]
  /** Rows of the negatives' matrices. */
  readonly #rows: number
  readonly #attentionInput: Layer
  readonly #attentionOutput: Layer
  readonly #hidden: Layer
  readonly #output: Layer

  constructor(
    backend: Backend,
    modalities: readonly ModalityFeatures[],
    dimensions: number,
    heads: number,
    rng: Rng,
  ) {
    const parameters: Parameter[] = []
    const layer = (name: string, rows: number, cols: number): Layer => {
      const weights = backend.upload(glorotUniform(rows, cols, rng), rows, cols)
      const bias = backend.zeros(1, cols)
      parameters.push({ name: `${name}.weights`, value: weights }, { name: `${name}.bias`, value: bias })
      return { weights, bias }
    }
    this.#backend = backend
    this.#heads = heads
    this.#modalities = modalities.map(({ name, positive, negative }) => ({
      projection: layer(`${name}_projection`, positive.cols, dimensions),
      features: backend.upload(joined(positive.values, negative.values), 2 * positive.rows, positive.cols),
    }))
    this.#rows = modalities[0]?.positive.rows ?? 0
    this.#attentionInput = layer('attention_input', dimensions, 3 * dimensions)
    this.#attentionOutput = layer('attention_output', dimensions, dimensions)
    this.#hidden = layer('effect_hidden', dimensions, dimensions)
    this.#output = layer('effect_output', dimensions, dimensions)
    this.parameters = parameters
  }

  /**
   * z_i = P(a_i - a_i^-) and z_i^- = P(a_i^-). Both sides go through every layer as one table, which halves the
   * operations of a step.
   * @param rows rows of the negatives' matrices
   */
  effects(tape: Tape, rows: Int32Array): CausalEffects {
    const items = rows.length
    const both = joinedIndices(rows, (row) => row + this.#rows)
    const attended = this.#attend(tape, this.#backend.uploadIndices(both))
    // What is subtracted: from a positive the result of its negative, from a negative nothing.
    const subtracted = new Int32Array(2 * items).fill(-1)
    for (let item = 0; item < items; item++) subtracted[item] = items + item
    const negatives = tape.gather(attended, this.#backend.uploadIndices(subtracted))
    return { vectors: this.#project(tape, tape.addScaled(attended, negatives, -1)), items }
  }

  /**
   * P(a_i), what the module makes of items that nothing was taken from: [rows, d].
   * @param rows rows of the negatives' matrices
   */
  positives(tape: Tape, rows: Int32Array): Node {
    return this.#project(tape, this.#attend(tape, this.#backend.uploadIndices(rows)))
  }

  /**
   * z_i^- alone, [rows, d].
   * @param rows rows of the negatives' matrices
   */
  negatives(tape: Tape, rows: Int32Array): Node {
    return this.#project(
      tape,
      this.#attend(tape, this.#backend.uploadIndices(rows.map((row) => row + this.#rows))),
    )
  }

  /**
   * a_i or a_i^-. The mean over tokens is taken before the output layer, which is linear.
   * @param rows of the modalities' features
   */
  #attend(tape: Tape, rows: Indices): Node {
    const tokens = this.#modalities.map((modality) => {
      const features = tape.constant(this.#backend.gather(modality.features, rows))
      return apply(tape, this.#attentionInput, apply(tape, modality.projection, features))
    })
    return apply(tape, this.#attentionOutput, tape.tokenAttention(tokens, this.#heads))
  }

  #project(tape: Tape, x: Node): Node {
    return apply(tape, this.#output, tape.relu(apply(tape, this.#hidden, x)))
  }
}

function apply(tape: Tape, layer: Layer, x: Node): Node {
  return tape.linear(x, tape.parameter(layer.weights), tape.parameter(layer.bias))
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const all = new Float32Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

/** The rows, then each of them mapped. */
function joinedIndices(rows: Int32Array, other: (row: number) => number): Int32Array {
  const all = new Int32Array(2 * rows.length)
  all.set(rows)
  all.set(rows.map(other), rows.length)
  return all
}
