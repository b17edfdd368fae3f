import type {
  AdamSettings,
  AdamSlot,
  Backend,
  CompressedRows,
  Gradient,
  Indices,
  Lists,
  Mark,
  Operand,
  RowSet,
  RowTensor,
  SparseMatrix,
  Tensor,
  Transpose,
  Triples,
} from '../backend.ts'
import { attentionSizes, besideShape, matmulSizes, shapeOf, stackedShape } from '../shapes.ts'
import { topItemsOfScores } from '../top-items.ts'
import { adamRow } from './adam-row.ts'
import { attend, attendBackward } from './attention.ts'
import {
  addTo,
  at,
  dot,
  get,
  getFrom,
  productAt,
  type ReferenceIndices,
  type ReferenceRows,
  type ReferenceSparse,
  type ReferenceTensor,
  type ReferenceTriples,
  type Values,
  valuesOf,
} from './reference-tensor.ts'
import { logit, logSumOfRow } from './softmax.ts'
import { marginGradients, marginOf } from './triples.ts'

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

  uploadRows(rows: Int32Array, of: number): RowSet {
    const place = new Int32Array(of).fill(-1)
    rows.forEach((row, index) => {
      place[row] = index
    })
    const set: ReferenceRows = { length: rows.length, of, list: rows.slice(), place }
    return set
  }

  uploadTriples(users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number): Triples {
    const triples: ReferenceTriples = { length: users.length, rows, users, positives, negatives }
    return triples
  }

  zeros(rows: number, cols: number): Tensor {
    return this.#empty(rows, cols)
  }

  write(into: Tensor, values: ArrayLike<number>): void {
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

  spmm(a: SparseMatrix, x: Operand, plus: Operand | null, scale: number): Tensor {
    return this.#fill(a.rows, shapeOf(x).cols, (row, col) => {
      const added = plus === null ? 0 : getFrom(plus, row, col)
      return scale * (added + productAt(a, x, row, col))
    })
  }

  spmmRows(a: SparseMatrix, rows: RowSet, x: Tensor, plus: Tensor | null, scale: number): Tensor {
    return this.gatherRows(this.spmm(a, x, plus, scale), rows)
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

  linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    const product = this.matmul(x, weights)
    return this.#fill(x.rows, weights.cols, (row, col) => get(product, row, col) + get(bias, 0, col))
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
    return this.#fill(output.rows, output.cols, (row, col) =>
      get(output, row, col) > 0 ? get(gradient, row, col) : 0,
    )
  }

  sigmoid(x: Tensor): Tensor {
    return this.#fill(x.rows, x.cols, (row, col) => 1 / (1 + Math.exp(-get(x, row, col))))
  }

  sigmoidBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#fill(output.rows, output.cols, (row, col) => {
      const value = get(output, row, col)
      return get(gradient, row, col) * value * (1 - value)
    })
  }

  tanh(x: Tensor): Tensor {
    return this.#fill(x.rows, x.cols, (row, col) => Math.tanh(get(x, row, col)))
  }

  tanhBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#fill(
      output.rows,
      output.cols,
      (row, col) => get(gradient, row, col) * (1 - get(output, row, col) ** 2),
    )
  }

  slice(x: Tensor, start: number, rows: number): Tensor {
    return this.#fill(rows, x.cols, (row, col) => get(x, start + row, col))
  }

  gatherRows(x: Tensor, rows: RowSet): Tensor {
    const { list } = rows as ReferenceRows
    return this.#fill(rows.length, x.cols, (row, col) => get(x, at(list, row), col))
  }

  gather(x: Tensor, indices: Indices): Tensor {
    const { values } = indices as ReferenceIndices
    return this.#fill(indices.length, x.cols, (row, col) => {
      const index = at(values, row)
      return index < 0 ? 0 : get(x, index, col)
    })
  }

  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void {
    ;(indices as ReferenceIndices).values.forEach((index, row) => {
      if (index < 0) return
      for (let col = 0; col < x.cols; col++) {
        addTo(valuesOf(into), index * x.cols + col, factor * get(x, row, col))
      }
    })
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    const { rows, cols } = stackedShape(parts)
    const out = this.#empty(rows, cols)
    let end = 0
    for (const part of parts) {
      out.values.set(valuesOf(part), end)
      end += part.rows * cols
    }
    return out
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    const { rows, cols } = besideShape(parts)
    const places = parts.flatMap((part) => Array.from({ length: part.cols }, (_, col) => ({ part, col })))
    return this.#fill(rows, cols, (row, at) => {
      const place = places[at]
      return place === undefined ? Number.NaN : get(place.part, row, place.col)
    })
  }

  sliceColumns(x: Tensor, start: number, cols: number): Tensor {
    return this.#fill(x.rows, cols, (row, col) => get(x, row, start + col))
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    return this.#fill(a.rows, a.cols, (row, col) => get(a, row, col) + factor * get(b, row, col))
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    return this.#fill(a.rows, a.cols, (row, col) => get(a, row, col) * get(b, row, col))
  }

  accumulate(into: Tensor, x: Operand, factor: number): void {
    for (let row = 0; row < into.rows; row++) {
      for (let col = 0; col < into.cols; col++) {
        addTo(valuesOf(into), row * into.cols + col, factor * getFrom(x, row, col))
      }
    }
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    const scale = factor * get(scalar, 0, 0)
    return this.#fill(x.rows, x.cols, (row, col) => scale * get(x, row, col))
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    return this.#fill(x.rows, x.cols, (row, col) => get(factors, row, 0) * get(x, row, col))
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    return this.#fill(a.rows, 1, (row) => dot(a, row, b, row))
  }

  inverseNorms(x: Tensor): Tensor {
    return this.#fill(x.rows, 1, (row) => {
      const length = Math.sqrt(dot(x, row, x, row))
      return length > 1e-12 ? 1 / length : 0
    })
  }

  logSumExp(x: Tensor, bias: Tensor | null): Tensor {
    return this.#fill(x.rows, 1, (row) => logSumOfRow(x, bias, row))
  }

  softmaxRows(x: Tensor, bias: Tensor | null, logSums: Tensor, factors: Tensor): Tensor {
    return this.#fill(
      x.rows,
      x.cols,
      (row, col) => get(factors, row, 0) * Math.exp(logit(x, bias, row, col) - get(logSums, row, 0)),
    )
  }

  tripleMargins(x: Tensor, triples: Triples): Tensor {
    return this.#fill(triples.length, 1, (triple) => marginOf(x, triples, triple))
  }

  tripleMarginsBackward(x: Tensor, triples: Triples, gradient: Tensor): Tensor {
    return this.upload(marginGradients(x, triples, gradient), x.rows, x.cols)
  }

  squaredNorm(x: Tensor, weights: Tensor): Tensor {
    return this.#fill(1, 1, () => {
      let sum = 0
      for (let row = 0; row < x.rows; row++) {
        for (let col = 0; col < x.cols; col++) sum += get(weights, row, 0) * get(x, row, col) ** 2
      }
      return sum
    })
  }

  squaredNormBackward(x: Tensor, weights: Tensor, gradient: Tensor): Tensor {
    const factor = 2 * get(gradient, 0, 0)
    return this.#fill(x.rows, x.cols, (row, col) => factor * get(weights, row, 0) * get(x, row, col))
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
    const factor = (-get(gradient, 0, 0) * scale) / (x.rows * x.cols)
    return this.#fill(x.rows, x.cols, (row, col) => factor / (1 + Math.exp(scale * get(x, row, col))))
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    const { items, width } = attentionSizes(tokens)
    const out = this.#empty(items, width)
    // Summed in float64, rounded once at the end.
    const sums = new Float64Array(items * width)
    attend(tokens.map(valuesOf), { items, width, heads }, sums)
    out.values.set(sums)
    return out
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    const { items, width } = attentionSizes(tokens)
    const sums = tokens.map(() => new Float64Array(items * 3 * width))
    attendBackward(tokens.map(valuesOf), { items, width, heads }, valuesOf(gradient), sums)
    return sums.map((values) => this.upload(values, items, 3 * width))
  }

  adam(slot: AdamSlot, gradient: Gradient, settings: AdamSettings, guard: Tensor): void {
    if (!Number.isFinite(get(guard, 0, 0))) return
    for (let row = 0; row < slot.parameter.rows; row++) {
      adamRow(slot, row, (col) => elementOf(gradient, row, col), settings)
    }
  }

  adamRows(slot: AdamSlot, { rows, values }: RowTensor, settings: AdamSettings, guard: Tensor): void {
    if (!Number.isFinite(get(guard, 0, 0))) return
    ;(rows as ReferenceRows).list.forEach((row, place) => {
      adamRow(slot, row, (col) => get(values, place, col), settings)
    })
  }

  descend(parameter: Tensor, gradient: Operand, rate: number, guard: Tensor): void {
    if (Number.isFinite(get(guard, 0, 0))) this.accumulate(parameter, gradient, -rate)
  }

  async topItems(users: Tensor, items: Tensor, excluded: Lists, count: number): Promise<Int32Array> {
    const scores = Float32Array.from(valuesOf(this.matmul(users, items, { b: true })))
    return topItemsOfScores(scores, users.rows, excluded, count)
  }

  async pairScores(
    users: Tensor,
    userRows: Int32Array,
    items: Tensor,
    itemRows: Int32Array,
  ): Promise<Float32Array> {
    return Float32Array.from(userRows, (user, pair) => {
      return dot(users, user, items, at(itemRows, pair))
    })
  }

  // Nothing is lent from anywhere.
  async dispose(): Promise<void> {}

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

function elementOf({ dense, rows, product }: Gradient, row: number, col: number): number {
  const multiplied = product === null ? 0 : product.scale * productAt(product.matrix, product.x, row, col)
  return (
    (dense === null ? 0 : get(dense, row, col)) + (rows === null ? 0 : getFrom(rows, row, col)) + multiplied
  )
}
