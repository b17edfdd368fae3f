import type {
  AdamSettings,
  AdamSlot,
  Backend,
  CompressedRows,
  Indices,
  Mark,
  SparseMatrix,
  Tensor,
  Transpose,
} from '../backend.ts'
import {
  attentionSizes,
  matmulSizes,
  requireAdam,
  requireSameShape,
  requireScatter,
  requireShape,
  requireSlice,
  requireSpmm,
  requireValues,
} from '../shapes.ts'
import { attend, attendBackward } from './attention.ts'
import {
  addTo,
  at,
  type ReferenceIndices,
  type ReferenceSparse,
  type ReferenceTensor,
  type Values,
} from './reference-tensor.ts'

export type Precision = 'float32' | 'float64'

/**
 * Plain TypeScript, written to be read: the oracle of the parity tests. Sums run in float64. Stored in
 * float64 (for tests only), it checks gradients to many digits.
 */
export class ReferenceBackend implements Backend {
  readonly name = 'reference'
  readonly device = 'JavaScript, 1 thread'
  readonly #precision: Precision

  constructor(precision: Precision = 'float32') {
    this.#precision = precision
  }

  upload(values: ArrayLike<number>, rows: number, cols: number): Tensor {
    const tensor = this.#empty(rows, cols)
    this.write(tensor, values)
    return tensor
  }

  uploadIndices(values: Int32Array): Indices {
    const indices: ReferenceIndices = { length: values.length, values: values.slice() }
    return indices
  }

  uploadSparse({ rows, cols, offsets, columns, values }: CompressedRows): SparseMatrix {
    const matrix: ReferenceSparse = { rows, cols, entries: values.length, offsets, columns, values }
    return matrix
  }

  zeros(rows: number, cols: number): Tensor {
    return this.#empty(rows, cols)
  }

  write(into: Tensor, values: ArrayLike<number>): void {
    requireValues('write', values.length, into)
    valuesOf(into).set(values)
  }

  async read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
    return Float32Array.from(valuesOf(tensor))
  }

  /** The stored values themselves, in the stored precision. */
  values(tensor: Tensor): Values {
    return valuesOf(tensor)
  }

  // The garbage collector frees.
  mark(): Mark {
    return { height: 0 }
  }

  release(_mark: Mark): void {}

  spmm(a: SparseMatrix, x: Tensor, plus: Tensor | null, scale: number): Tensor {
    requireSpmm(a, x, plus)
    const { offsets, columns, values } = a as ReferenceSparse
    const from = valuesOf(x)
    return this.#fill(a.rows, x.cols, (row, col) => {
      let sum = plus === null ? 0 : at(valuesOf(plus), row * x.cols + col)
      for (let k = at(offsets, row); k < at(offsets, row + 1); k++) {
        sum += at(values, k) * at(from, at(columns, k) * x.cols + col)
      }
      return scale * sum
    })
  }

  matmul(a: Tensor, b: Tensor, transpose: Transpose = {}): Tensor {
    const { m, k, n } = matmulSizes(a, b, transpose)
    const left = valuesOf(a)
    const right = valuesOf(b)
    return this.#fill(m, n, (row, col) => {
      let sum = 0
      for (let i = 0; i < k; i++) {
        const fromA = at(left, transpose.a ? i * m + row : row * k + i)
        sum += fromA * at(right, transpose.b ? col * k + i : i * n + col)
      }
      return sum
    })
  }

  addBias(x: Tensor, bias: Tensor): Tensor {
    requireShape('addBias', bias, 1, x.cols)
    return this.#fill(x.rows, x.cols, (row, col) => get(x, row, col) + get(bias, 0, col))
  }

  columnSums(x: Tensor): Tensor {
    return this.#fill(1, x.cols, (_, col) => {
      let sum = 0
      for (let row = 0; row < x.rows; row++) sum += get(x, row, col)
      return sum
    })
  }

  relu(x: Tensor): Tensor {
    return this.#fill(x.rows, x.cols, (row, col) => Math.max(get(x, row, col), 0))
  }

  reluBackward(output: Tensor, gradient: Tensor): Tensor {
    requireSameShape('reluBackward', output, gradient)
    return this.#fill(output.rows, output.cols, (row, col) =>
      get(output, row, col) > 0 ? get(gradient, row, col) : 0,
    )
  }

  slice(x: Tensor, start: number, rows: number): Tensor {
    requireSlice(x, start, rows)
    return this.#fill(rows, x.cols, (row, col) => get(x, start + row, col))
  }

  gather(x: Tensor, indices: Indices): Tensor {
    const { values } = indices as ReferenceIndices
    return this.#fill(indices.length, x.cols, (row, col) => {
      const index = at(values, row)
      return index < 0 ? 0 : get(x, index, col)
    })
  }

  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void {
    requireScatter(into, indices, x)
    ;(indices as ReferenceIndices).values.forEach((index, row) => {
      if (index < 0) return
      for (let col = 0; col < x.cols; col++) {
        addTo(valuesOf(into), index * x.cols + col, factor * get(x, row, col))
      }
    })
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    requireSameShape('addScaled', a, b)
    return this.#fill(a.rows, a.cols, (row, col) => get(a, row, col) + factor * get(b, row, col))
  }

  accumulate(into: Tensor, x: Tensor, factor: number): void {
    requireSameShape('accumulate', into, x)
    valuesOf(x).forEach((value, index) => {
      addTo(valuesOf(into), index, factor * value)
    })
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    requireShape('scaleByScalar', scalar, 1, 1)
    const scale = factor * get(scalar, 0, 0)
    return this.#fill(x.rows, x.cols, (row, col) => scale * get(x, row, col))
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    requireShape('scaleRows', factors, x.rows, 1)
    return this.#fill(x.rows, x.cols, (row, col) => get(factors, row, 0) * get(x, row, col))
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    requireSameShape('rowDot', a, b)
    return this.#fill(a.rows, 1, (row) => {
      let sum = 0
      for (let col = 0; col < a.cols; col++) sum += get(a, row, col) * get(b, row, col)
      return sum
    })
  }

  squaredNorm(x: Tensor): Tensor {
    return this.#fill(1, 1, () => {
      let sum = 0
      for (const value of valuesOf(x)) sum += value * value
      return sum
    })
  }

  logSigmoidLoss(x: Tensor, scale: number): Tensor {
    return this.#fill(1, 1, () => {
      let sum = 0
      // -log sigma(t) = softplus(-t), in the form that never overflows.
      for (const value of valuesOf(x)) {
        sum += Math.max(-scale * value, 0) + Math.log1p(Math.exp(-Math.abs(scale * value)))
      }
      return sum / (x.rows * x.cols)
    })
  }

  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor {
    requireShape('logSigmoidLossBackward', gradient, 1, 1)
    const factor = (-get(gradient, 0, 0) * scale) / (x.rows * x.cols)
    return this.#fill(x.rows, x.cols, (row, col) => factor / (1 + Math.exp(scale * get(x, row, col))))
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    const { items, width } = attentionSizes(tokens, heads)
    const out = this.#empty(items, width)
    // Summed in float64, rounded once at the end.
    const sums = new Float64Array(items * width)
    attend(tokens.map(valuesOf), { items, width, heads }, sums)
    out.values.set(sums)
    return out
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    const { items, width } = attentionSizes(tokens, heads)
    requireShape('tokenAttentionBackward', gradient, items, width)
    const sums = tokens.map(() => new Float64Array(items * 3 * width))
    attendBackward(tokens.map(valuesOf), { items, width, heads }, valuesOf(gradient), sums)
    return sums.map((values) => this.upload(values, items, 3 * width))
  }

  adam(slot: AdamSlot, gradient: Tensor, settings: AdamSettings): void {
    requireAdam(slot, gradient)
    const { learningRate, beta1, beta2, epsilon, step } = settings
    const [parameter, first, second] = [slot.parameter, slot.firstMoment, slot.secondMoment].map(valuesOf)
    if (parameter === undefined || first === undefined || second === undefined) return
    valuesOf(gradient).forEach((g, i) => {
      first[i] = beta1 * at(first, i) + (1 - beta1) * g
      second[i] = beta2 * at(second, i) + (1 - beta2) * g * g
      const correctedFirst = at(first, i) / (1 - beta1 ** step)
      const correctedSecond = at(second, i) / (1 - beta2 ** step)
      addTo(parameter, i, (-learningRate * correctedFirst) / (Math.sqrt(correctedSecond) + epsilon))
    })
  }

  #empty(rows: number, cols: number): ReferenceTensor {
    const size = rows * cols
    return {
      rows,
      cols,
      values: this.#precision === 'float64' ? new Float64Array(size) : new Float32Array(size),
    }
  }

  #fill(rows: number, cols: number, value: (row: number, col: number) => number): Tensor {
    const tensor = this.#empty(rows, cols)
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) tensor.values[row * cols + col] = value(row, col)
    }
    return tensor
  }
}

function valuesOf(tensor: Tensor): Values {
  return (tensor as ReferenceTensor).values
}

function get(tensor: Tensor, row: number, col: number): number {
  return at(valuesOf(tensor), row * tensor.cols + col)
}
