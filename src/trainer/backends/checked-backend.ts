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
} from './backend.ts'
import {
  attentionSizes,
  RowSetCheck,
  requireAdam,
  requireAttention,
  requireConcat,
  requireLinear,
  requireLogits,
  requireMatmul,
  requireOperand,
  requirePairScores,
  requireRowsOf,
  requireSameShape,
  requireScatter,
  requireShape,
  requireSlice,
  requireSliceColumns,
  requireSpmm,
  requireSpmmRows,
  requireTopItems,
  requireTripleLists,
  requireTriples,
  requireValues,
  requireWeights,
} from './shapes.ts'

/**
 * Any backend, with the shapes of all operands checked first: the one place that throws ShapeErrors. Backends rely on
 * it and check nothing themselves. A check compares a few numbers, which is nothing beside the operation.
 */
export class CheckedBackend implements Backend {
  readonly name: string
  readonly device: string
  readonly #inner: Backend
  readonly #rowSets = new RowSetCheck()

  constructor(inner: Backend) {
    this.#inner = inner
    this.name = inner.name
    this.device = inner.device
  }

  upload(values: ArrayLike<number>, rows: number, cols: number): Tensor {
    requireValues('write', values.length, { rows, cols })
    return this.#inner.upload(values, rows, cols)
  }

  uploadIndices(values: Int32Array): Indices {
    return this.#inner.uploadIndices(values)
  }

  uploadSparse(matrix: CompressedRows): SparseMatrix {
    return this.#inner.uploadSparse(matrix)
  }

  uploadRows(rows: Int32Array, of: number): RowSet {
    this.#rowSets.require(rows, of)
    return this.#inner.uploadRows(rows, of)
  }

  uploadTriples(users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number): Triples {
    requireTripleLists(users, positives, negatives)
    return this.#inner.uploadTriples(users, positives, negatives, rows)
  }

  zeros(rows: number, cols: number): Tensor {
    return this.#inner.zeros(rows, cols)
  }

  write(into: Tensor, values: ArrayLike<number>): void {
    requireValues('write', values.length, into)
    this.#inner.write(into, values)
  }

  read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
    return this.#inner.read(tensor)
  }

  mark(): Mark {
    return this.#inner.mark()
  }

  release(mark: Mark): void {
    this.#inner.release(mark)
  }

  spmm(a: SparseMatrix, x: Operand, plus: Operand | null, scale: number): Tensor {
    requireSpmm(a, x, plus)
    return this.#inner.spmm(a, x, plus, scale)
  }

  spmmRows(a: SparseMatrix, rows: RowSet, x: Tensor, plus: Tensor | null, scale: number): Tensor {
    requireSpmmRows(a, rows, x, plus)
    return this.#inner.spmmRows(a, rows, x, plus, scale)
  }

  matmul(a: Tensor, b: Tensor, transpose: Transpose = {}): Tensor {
    requireMatmul(a, b, transpose)
    return this.#inner.matmul(a, b, transpose)
  }

  linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    requireLinear(x, weights, bias)
    return this.#inner.linear(x, weights, bias)
  }

  columnSums(x: Tensor): Tensor {
    return this.#inner.columnSums(x)
  }

  relu(x: Tensor): Tensor {
    return this.#inner.relu(x)
  }

  reluBackward(output: Tensor, gradient: Tensor): Tensor {
    requireSameShape('reluBackward', output, gradient)
    return this.#inner.reluBackward(output, gradient)
  }

  sigmoid(x: Tensor): Tensor {
    return this.#inner.sigmoid(x)
  }

  sigmoidBackward(output: Tensor, gradient: Tensor): Tensor {
    requireSameShape('sigmoidBackward', output, gradient)
    return this.#inner.sigmoidBackward(output, gradient)
  }

  tanh(x: Tensor): Tensor {
    return this.#inner.tanh(x)
  }

  tanhBackward(output: Tensor, gradient: Tensor): Tensor {
    requireSameShape('tanhBackward', output, gradient)
    return this.#inner.tanhBackward(output, gradient)
  }

  slice(x: Tensor, start: number, rows: number): Tensor {
    requireSlice(x, start, rows)
    return this.#inner.slice(x, start, rows)
  }

  gatherRows(x: Tensor, rows: RowSet): Tensor {
    requireRowsOf(x, rows)
    return this.#inner.gatherRows(x, rows)
  }

  gather(x: Tensor, indices: Indices): Tensor {
    return this.#inner.gather(x, indices)
  }

  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void {
    requireScatter(into, indices, x)
    this.#inner.scatterAdd(into, indices, x, factor)
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    requireConcat('concatRows', parts, 'cols')
    return this.#inner.concatRows(parts)
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    requireConcat('concatColumns', parts, 'rows')
    return this.#inner.concatColumns(parts)
  }

  sliceColumns(x: Tensor, start: number, cols: number): Tensor {
    requireSliceColumns(x, start, cols)
    return this.#inner.sliceColumns(x, start, cols)
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    requireSameShape('addScaled', a, b)
    return this.#inner.addScaled(a, b, factor)
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    requireSameShape('multiply', a, b)
    return this.#inner.multiply(a, b)
  }

  accumulate(into: Tensor, x: Operand, factor: number): void {
    requireOperand('accumulate', x, into.rows, into.cols)
    this.#inner.accumulate(into, x, factor)
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    requireShape('scaleByScalar', scalar, 1, 1)
    return this.#inner.scaleByScalar(x, scalar, factor)
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    requireShape('scaleRows', factors, x.rows, 1)
    return this.#inner.scaleRows(x, factors)
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    requireSameShape('rowDot', a, b)
    return this.#inner.rowDot(a, b)
  }

  inverseNorms(x: Tensor): Tensor {
    return this.#inner.inverseNorms(x)
  }

  logSumExp(x: Tensor, bias: Tensor | null): Tensor {
    requireLogits('logSumExp', x, bias)
    return this.#inner.logSumExp(x, bias)
  }

  softmaxRows(x: Tensor, bias: Tensor | null, logSums: Tensor, factors: Tensor): Tensor {
    requireLogits('softmaxRows', x, bias)
    requireShape('softmaxRows', logSums, x.rows, 1)
    requireShape('softmaxRows', factors, x.rows, 1)
    return this.#inner.softmaxRows(x, bias, logSums, factors)
  }

  tripleMargins(x: Tensor, triples: Triples): Tensor {
    requireTriples('tripleMargins', x, triples)
    return this.#inner.tripleMargins(x, triples)
  }

  tripleMarginsBackward(x: Tensor, triples: Triples, gradient: Tensor): Tensor {
    requireTriples('tripleMarginsBackward', x, triples)
    requireShape('tripleMarginsBackward', gradient, triples.length, 1)
    return this.#inner.tripleMarginsBackward(x, triples, gradient)
  }

  squaredNorm(x: Tensor, weights: Tensor): Tensor {
    requireWeights(x, weights)
    return this.#inner.squaredNorm(x, weights)
  }

  squaredNormBackward(x: Tensor, weights: Tensor, gradient: Tensor): Tensor {
    requireWeights(x, weights)
    requireShape('squaredNormBackward', gradient, 1, 1)
    return this.#inner.squaredNormBackward(x, weights, gradient)
  }

  logSigmoidLoss(x: Tensor, scale: number): Tensor {
    return this.#inner.logSigmoidLoss(x, scale)
  }

  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor {
    requireShape('logSigmoidLossBackward', gradient, 1, 1)
    return this.#inner.logSigmoidLossBackward(x, scale, gradient)
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    requireAttention(tokens, heads)
    return this.#inner.tokenAttention(tokens, heads)
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    requireAttention(tokens, heads)
    const { items, width } = attentionSizes(tokens)
    requireShape('tokenAttentionBackward', gradient, items, width)
    return this.#inner.tokenAttentionBackward(tokens, heads, gradient)
  }

  adam(slot: AdamSlot, gradient: Gradient, settings: AdamSettings, guard: Tensor): void {
    requireAdam(slot, gradient, guard)
    this.#inner.adam(slot, gradient, settings, guard)
  }

  adamRows(slot: AdamSlot, gradient: RowTensor, settings: AdamSettings, guard: Tensor): void {
    requireAdam(slot, { dense: null, rows: gradient, product: null }, guard)
    this.#inner.adamRows(slot, gradient, settings, guard)
  }

  descend(parameter: Tensor, gradient: Operand, rate: number, guard: Tensor): void {
    requireOperand('descend', gradient, parameter.rows, parameter.cols)
    requireShape('descend guard', guard, 1, 1)
    this.#inner.descend(parameter, gradient, rate, guard)
  }

  async topItems(users: Tensor, items: Tensor, excluded: Lists, count: number): Promise<Int32Array> {
    requireTopItems(users, items, excluded)
    return await this.#inner.topItems(users, items, excluded, count)
  }

  async pairScores(
    users: Tensor,
    userRows: Int32Array,
    items: Tensor,
    itemRows: Int32Array,
  ): Promise<Float32Array> {
    requirePairScores(users, userRows, items, itemRows)
    return await this.#inner.pairScores(users, userRows, items, itemRows)
  }

  dispose(): Promise<void> {
    return this.#inner.dispose()
  }
}
