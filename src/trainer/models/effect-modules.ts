import type { Backend, Tensor } from '../backends/backend.ts'
import type { Node, Tape } from '../backends/tape.ts'
import type { Matrix } from '../data/features.ts'
import type { ModalityFeatures } from '../data/negatives.ts'
import type { Rng } from '../data/rng.ts'
import type { CausalEffects, CausalModule } from './causal-module.ts'
import { glorotUniform } from './initial-values.ts'
import type { Parameter } from './model.ts'

/** Represents items that have a negative, and these negatives. */
export interface EffectModule {
  readonly parameters: readonly Parameter[]
  /** @param rows rows of the negatives' matrices */
  effects(tape: Tape, rows: Int32Array): CausalEffects
}

/** The same layers and parameters on the items alone: z_i = P(a_i). Its vectors have no rows of negatives. */
export function withoutNegatives(causal: CausalModule): EffectModule {
  return {
    parameters: causal.parameters,
    effects: (tape, rows) => ({ vectors: causal.positives(tape, rows), items: rows.length }),
  }
}

/** The content without a causal module: z_i = sum over modalities of W_m x_i^m, z_i^- = sum of W_m x_i^m-. */
export class LinearModule implements EffectModule {
  readonly parameters: readonly Parameter[]
  readonly #backend: Backend
  readonly #modalities: readonly {
    readonly positive: Tensor
    readonly negative: Tensor
    readonly weights: Tensor
  }[]
  readonly #noBias: Tensor

  constructor(backend: Backend, modalities: readonly ModalityFeatures[], dimensions: number, rng: Rng) {
    const upload = ({ values, rows, cols }: Matrix) => backend.upload(values, rows, cols)
    this.#backend = backend
    this.#noBias = backend.zeros(1, dimensions)
    this.#modalities = modalities.map(({ positive, negative }) => ({
      positive: upload(positive),
      negative: upload(negative),
      weights: backend.upload(glorotUniform(positive.cols, dimensions, rng), positive.cols, dimensions),
    }))
    this.parameters = this.#modalities.map(({ weights }, m) => ({
      name: `${modalities[m]?.name}_projection.weights`,
      value: weights,
    }))
  }

  effects(tape: Tape, rows: Int32Array): CausalEffects {
    const side = (name: 'positive' | 'negative') => this.#sum(tape, name, rows)
    return { vectors: tape.concatRows([side('positive'), side('negative')]), items: rows.length }
  }

  #sum(tape: Tape, side: 'positive' | 'negative', rows: Int32Array): Node {
    const indices = this.#backend.uploadIndices(rows)
    const projected = this.#modalities.map((modality) =>
      tape.linear(
        tape.constant(this.#backend.gather(modality[side], indices)),
        tape.parameter(modality.weights),
        tape.constant(this.#noBias),
      ),
    )
    return projected.reduce((sum, next) => tape.addScaled(sum, next, 1))
  }
}
