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
import { adamStep } from './adam-step.ts'
import { attend, attendBackward } from './attention.ts'
import {
  type Handle,
  handleOf,
  IndicesHandle,
  indicesOf,
  matrixOf,
  RowSetHandle,
  rowSetOf,
  SparseHandle,
  sparseOf,
  TensorHandle,
  TriplesHandle,
  triplesOf,
} from './handles.ts'
import { added, concat, dense, inverseRoots, logits, product, scaled, total } from './operands.ts'
import { pairScores, topItems } from './ranking.ts'
import { takeRows } from './rows.ts'
import { Session } from './session.ts'
import { SparseProduct } from './sparse-product.ts'
import type { AnyTensor, Matrix, TensorFlow } from './tensorflow-api.ts'

/** Bounds the scores that `topItems` has in memory at once: 64 MB. */
const SCORES_AT_ONCE = 2 ** 24

/**
 * TensorFlow.js, on whatever its current backend computes on: CUDA through the native binding, or JavaScript in
 * tests.
 *
 * Its tensors never change, so an in-place operation makes a new one and puts it in the handle. That costs the
 * memory of a copy for the time of the operation, and lets a RowTensor be spread out as cheaply as anything else
 * that is added to a parameter.
 */
export class TensorFlowBackend implements Backend {
  readonly name = 'tensorflow'
  readonly device: string
  readonly #tf: TensorFlow
  readonly #scoresAtOnce: number
  readonly #session: Session
  readonly #stack: Handle[] = []

  /** @param scoresAtOnce bounds memory, see above */
  constructor(tf: TensorFlow, device: string, scoresAtOnce = SCORES_AT_ONCE) {
    this.#scoresAtOnce = scoresAtOnce
    this.#tf = tf
    this.#session = new Session(tf)
    this.device = device
  }

  upload(values: ArrayLike<number>, rows: number, cols: number): Tensor {
    return this.#keep(new TensorHandle(this.#session.attempt(() => this.#matrix(values, rows, cols))))
  }

  uploadIndices(values: Int32Array): Indices {
    return this.#keep(this.#session.attempt(() => new IndicesHandle(this.#tf, values)))
  }

  uploadSparse(matrix: CompressedRows): SparseMatrix {
    const { rows, cols, values } = matrix
    const product = this.#session.attempt(() => new SparseProduct(this.#tf, matrix))
    return this.#keep(new SparseHandle(product, { rows, cols, entries: values.length }))
  }

  uploadRows(rows: Int32Array, of: number): RowSet {
    return this.#keep(this.#session.attempt(() => new RowSetHandle(this.#tf, rows, of)))
  }

  uploadTriples(users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number): Triples {
    return this.#keep(
      this.#session.attempt(() => new TriplesHandle(this.#tf, users, positives, negatives, rows)),
    )
  }

  zeros(rows: number, cols: number): Tensor {
    return this.#make(rows, cols, () => this.#tf.zeros([rows, cols]))
  }

  write(into: Tensor, values: ArrayLike<number>): void {
    this.#replace(into, () => this.#matrix(values, into.rows, into.cols))
  }

  async read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
    // A tensor of its own: the handle's may be replaced before the device gets here.
    return Float32Array.from(
      await this.#session.download(this.#session.attempt(() => matrixOf(tensor).clone())),
    )
  }

  mark(): Mark {
    return { height: this.#stack.length }
  }

  release(mark: Mark): void {
    for (const handle of this.#stack.splice(mark.height)) handle.dispose()
  }

  spmm(a: SparseMatrix, x: Operand, plus: Operand | null, scale: number): Tensor {
    return this.#make(a.rows, shapeOf(x).cols, () => {
      const spread = product(this.#tf, a, dense(this.#tf, x))
      return scaled(this.#tf, plus === null ? spread : this.#tf.add(dense(this.#tf, plus), spread), scale)
    })
  }

  spmmRows(a: SparseMatrix, rows: RowSet, x: Tensor, plus: Tensor | null, scale: number): Tensor {
    return this.#make(rows.length, x.cols, () => {
      const { rows: wanted, indices } = rowSetOf(rows)
      const product: Matrix =
        a.entries === 0
          ? this.#tf.zeros([rows.length, x.cols])
          : sparseOf(a).multiplyRows(wanted, matrixOf(x))
      if (plus === null) return scaled(this.#tf, product, scale)
      return scaled(this.#tf, this.#tf.add(this.#take(plus, indices), product), scale)
    })
  }

  matmul(a: Tensor, b: Tensor, transpose: Transpose = {}): Tensor {
    const { m, k, n } = matmulSizes(a, b, transpose)
    return this.#make(m, n, () =>
      k === 0 ? this.#tf.zeros([m, n]) : this.#tf.matMul(matrixOf(a), matrixOf(b), transpose.a, transpose.b),
    )
  }

  linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    const product = this.matmul(x, weights)
    return this.#make(x.rows, weights.cols, () => this.#tf.add(matrixOf(product), matrixOf(bias)))
  }

  columnSums(x: Tensor): Tensor {
    return this.#make(1, x.cols, () =>
      x.rows === 0 ? this.#tf.zeros([1, x.cols]) : this.#tf.sum(matrixOf(x), 0, true),
    )
  }

  relu(x: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () => this.#tf.relu(matrixOf(x)))
  }

  reluBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#make(output.rows, output.cols, () => {
      const flowing = matrixOf(gradient)
      return this.#tf.where(this.#tf.greater(matrixOf(output), 0), flowing, this.#tf.zerosLike(flowing))
    })
  }

  sigmoid(x: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () => this.#tf.sigmoid(matrixOf(x)))
  }

  sigmoidBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#make(output.rows, output.cols, () => {
      const value = matrixOf(output)
      return this.#tf.mul(matrixOf(gradient), this.#tf.mul(value, this.#tf.sub(1, value)))
    })
  }

  tanh(x: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () => this.#tf.tanh(matrixOf(x)))
  }

  tanhBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#make(output.rows, output.cols, () =>
      this.#tf.mul(matrixOf(gradient), this.#tf.sub(1, this.#tf.square(matrixOf(output)))),
    )
  }

  slice(x: Tensor, start: number, rows: number): Tensor {
    return this.#make(rows, x.cols, () => this.#tf.slice(matrixOf(x), [start, 0], [rows, x.cols]))
  }

  gatherRows(x: Tensor, rows: RowSet): Tensor {
    return this.#make(rows.length, x.cols, () => this.#take(x, rowSetOf(rows).indices))
  }

  gather(x: Tensor, indices: Indices): Tensor {
    return this.#make(indices.length, x.cols, () => {
      const { clipped, present } = indicesOf(indices)
      if (x.rows === 0) return this.#tf.zeros([indices.length, x.cols])
      const taken = this.#take(x, clipped)
      return present === null ? taken : this.#tf.where(present, taken, this.#tf.zerosLike(taken))
    })
  }

  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void {
    if (indices.length === 0) return
    const sums = this.#session.attempt(() => indicesOf(indices).sums(into.rows))
    this.#replace(into, () => added(this.#tf, matrixOf(into), sums.multiply(matrixOf(x)), factor))
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    const { rows, cols } = stackedShape(parts)
    return this.#make(rows, cols, () => concat(this.#tf, parts, 0))
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    const { rows, cols } = besideShape(parts)
    return this.#make(rows, cols, () => concat(this.#tf, parts, 1))
  }

  sliceColumns(x: Tensor, start: number, cols: number): Tensor {
    return this.#make(x.rows, cols, () => this.#tf.slice(matrixOf(x), [0, start], [x.rows, cols]))
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    return this.#make(a.rows, a.cols, () => added(this.#tf, matrixOf(a), matrixOf(b), factor))
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    return this.#make(a.rows, a.cols, () => this.#tf.mul(matrixOf(a), matrixOf(b)))
  }

  accumulate(into: Tensor, x: Operand, factor: number): void {
    this.#replace(into, () => added(this.#tf, matrixOf(into), dense(this.#tf, x), factor))
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    return this.#make(x.rows, x.cols, () =>
      this.#tf.mul(matrixOf(x), scaled(this.#tf, matrixOf(scalar), factor)),
    )
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () => this.#tf.mul(matrixOf(x), matrixOf(factors)))
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    return this.#make(a.rows, 1, () => this.#rowDot(matrixOf(a), matrixOf(b)))
  }

  inverseNorms(x: Tensor): Tensor {
    return this.#make(x.rows, 1, () => inverseRoots(this.#tf, this.#rowDot(matrixOf(x), matrixOf(x))))
  }

  logSumExp(x: Tensor, bias: Tensor | null): Tensor {
    return this.#make(x.rows, 1, () => this.#tf.logSumExp(logits(this.#tf, x, bias), 1, true))
  }

  softmaxRows(x: Tensor, bias: Tensor | null, logSums: Tensor, factors: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () => {
      const exponents = this.#tf.sub(logits(this.#tf, x, bias), matrixOf(logSums))
      return this.#tf.mul(matrixOf(factors), this.#tf.exp(exponents))
    })
  }

  tripleMargins(x: Tensor, triples: Triples): Tensor {
    return this.#make(triples.length, 1, () => {
      const { users, positives, negatives } = triplesOf(triples)
      if (x.cols === 0) return this.#tf.zeros([triples.length, 1])
      const difference: Matrix = this.#tf.sub(this.#take(x, positives), this.#take(x, negatives))
      return this.#rowDot(this.#take(x, users), difference)
    })
  }

  tripleMarginsBackward(x: Tensor, triples: Triples, gradient: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () => {
      if (triples.length === 0) return this.#tf.zeros([x.rows, x.cols])
      const { users, positives, negatives, sums } = triplesOf(triples)
      const difference: Matrix = this.#tf.sub(this.#take(x, positives), this.#take(x, negatives))
      const parts = [difference, this.#take(x, users)]
      return sums.multiply(
        this.#tf.concat(
          parts.map((part): Matrix => this.#tf.mul(part, matrixOf(gradient))),
          0,
        ),
      )
    })
  }

  squaredNorm(x: Tensor, weights: Tensor): Tensor {
    return this.#make(1, 1, () => {
      if (x.rows * x.cols === 0) return this.#tf.zeros([1, 1])
      const value = matrixOf(x)
      return this.#tf.sum(this.#tf.mul(this.#rowDot(value, value), matrixOf(weights)), 0, true)
    })
  }

  squaredNormBackward(x: Tensor, weights: Tensor, gradient: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () =>
      this.#tf.mul(matrixOf(x), this.#tf.mul(matrixOf(weights), scaled(this.#tf, matrixOf(gradient), 2))),
    )
  }

  logSigmoidLoss(x: Tensor, scale: number): Tensor {
    return this.#make(1, 1, () => {
      if (x.rows * x.cols === 0) return this.#matrix([Number.NaN], 1, 1)
      // -log sigma(t) = softplus(-t), in TensorFlow's form that never overflows.
      const losses = this.#tf.softplus(this.#tf.mul(matrixOf(x), -scale))
      return this.#tf.reshape(this.#tf.mean(losses), [1, 1])
    })
  }

  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor {
    return this.#make(x.rows, x.cols, () => {
      const slope = this.#tf.sigmoid(this.#tf.mul(matrixOf(x), -scale))
      return this.#tf.mul(slope, scaled(this.#tf, matrixOf(gradient), -scale / (x.rows * x.cols)))
    })
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    const sizes = { ...attentionSizes(tokens), heads }
    return this.#make(sizes.items, sizes.width, () => attend(this.#tf, tokens.map(matrixOf), sizes))
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    const sizes = { ...attentionSizes(tokens), heads }
    if (sizes.items * sizes.width === 0) return tokens.map(({ rows, cols }) => this.zeros(rows, cols))
    const gradients = this.#session.run(() =>
      attendBackward(this.#tf, tokens.map(matrixOf), sizes, matrixOf(gradient)),
    )
    return gradients.map((value) => this.#keep(new TensorHandle(value)))
  }

  adam(slot: AdamSlot, gradient: Gradient, settings: AdamSettings, guard: Tensor): void {
    const values = () => total(this.#tf, gradient)
    adamStep(this.#tf, this.#session, slot, values, settings, guard, null)
  }

  adamRows(slot: AdamSlot, gradient: RowTensor, settings: AdamSettings, guard: Tensor): void {
    const values = () => dense(this.#tf, gradient)
    adamStep(this.#tf, this.#session, slot, values, settings, guard, gradient.rows)
  }

  descend(parameter: Tensor, gradient: Operand, rate: number, guard: Tensor): void {
    this.#replace(parameter, () => {
      const old = matrixOf(parameter)
      const finite = this.#tf.tile(this.#tf.isFinite(matrixOf(guard)), old.shape)
      return this.#tf.where(finite, added(this.#tf, old, dense(this.#tf, gradient), -rate), old)
    })
  }

  topItems(users: Tensor, items: Tensor, excluded: Lists, count: number): Promise<Int32Array> {
    return topItems(this.#tf, this.#session, users, items, excluded, count, this.#scoresAtOnce)
  }

  pairScores(
    users: Tensor,
    userRows: Int32Array,
    items: Tensor,
    itemRows: Int32Array,
  ): Promise<Float32Array> {
    return pairScores(this.#tf, this.#session, users, userRows, items, itemRows)
  }

  async dispose(): Promise<void> {
    this.release({ height: 0 })
  }

  /** A new tensor; an empty one is not computed, as not every TensorFlow kernel takes empty operands. */
  #make(rows: number, cols: number, compute: () => AnyTensor): Tensor {
    const empty = rows * cols === 0
    return this.#keep(
      new TensorHandle(this.#session.run(() => (empty ? this.#tf.zeros([rows, cols]) : compute()) as Matrix)),
    )
  }

  #replace(into: Tensor, compute: () => AnyTensor): void {
    if (into.rows * into.cols === 0) return
    handleOf(into).replace(this.#session.run(() => compute() as Matrix))
  }

  #keep<T extends Handle>(handle: T): T {
    this.#stack.push(handle)
    return handle
  }

  #matrix(values: ArrayLike<number>, rows: number, cols: number): Matrix {
    // TensorFlow works on the array that it is given: not on the caller's.
    return this.#tf.tensor2d(Float32Array.from(values), [rows, cols])
  }

  #take(x: Tensor, indices: AnyTensor): Matrix {
    return takeRows(this.#tf, matrixOf(x), indices) as Matrix
  }

  #rowDot(a: Matrix, b: Matrix): Matrix {
    return this.#tf.sum(this.#tf.mul(a, b), 1, true)
  }
}
