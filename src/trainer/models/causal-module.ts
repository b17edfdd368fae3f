import type { Backend, Indices, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import type { Generator } from '../data/generator.ts'
import type { ModalityFeatures } from '../data/negatives.ts'
import { glorotUniform } from './initial-values.ts'
import type { Parameter } from './model.ts'

export interface CausalEffects {
  /** z_i, [rows, d]: what the key attributes of the item add. */
  readonly effect: Node
  /** z_i^-, [rows, d]: the generated negative in the same space. */
  readonly negative: Node
}

interface Layer {
  readonly weights: Tensor
  readonly bias: Tensor
}

interface Modality {
  readonly projection: Layer
  readonly positive: Tensor
  readonly negative: Tensor
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
  readonly #attentionInput: Layer
  readonly #attentionOutput: Layer
  readonly #hidden: Layer
  readonly #output: Layer

  constructor(
    backend: Backend,
    modalities: readonly ModalityFeatures[],
    dimensions: number,
    heads: number,
    generator: Generator,
  ) {
    const parameters: Parameter[] = []
    const layer = (name: string, rows: number, cols: number): Layer => {
      const weights = backend.upload(glorotUniform(rows, cols, generator), rows, cols)
      const bias = backend.zeros(1, cols)
      parameters.push({ name: `${name}.weights`, value: weights }, { name: `${name}.bias`, value: bias })
      return { weights, bias }
    }
    this.#backend = backend
    this.#heads = heads
    this.#modalities = modalities.map(({ name, positive, negative }) => ({
      projection: layer(`${name}_projection`, positive.cols, dimensions),
      positive: backend.upload(positive.values, positive.rows, positive.cols),
      negative: backend.upload(negative.values, negative.rows, negative.cols),
    }))
    this.#attentionInput = layer('attention_input', dimensions, 3 * dimensions)
    this.#attentionOutput = layer('attention_output', dimensions, dimensions)
    this.#hidden = layer('effect_hidden', dimensions, dimensions)
    this.#output = layer('effect_output', dimensions, dimensions)
    this.parameters = parameters
  }

  /** @param rows rows of the negatives' matrices */
  effects(tape: Tape, rows: Indices): CausalEffects {
    const positive = this.#attend(tape, rows, 'positive')
    const negative = this.#attend(tape, rows, 'negative')
    const cause = tape.addScaled(positive, negative, -1)
    return { effect: this.#project(tape, cause), negative: this.#project(tape, negative) }
  }

  /**
   * z_i^- alone, [rows, d].
   * @param rows rows of the negatives' matrices
   */
  negatives(tape: Tape, rows: Indices): Node {
    return this.#project(tape, this.#attend(tape, rows, 'negative'))
  }

  /** a_i or a_i^-. The mean over tokens is taken before the output layer, which is linear. */
  #attend(tape: Tape, rows: Indices, side: 'positive' | 'negative'): Node {
    const tokens = this.#modalities.map((modality) => {
      const features = tape.constant(this.#backend.gather(modality[side], rows))
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
