import { cpus } from 'node:os'
import {
  type AdamSettings,
  type AdamSlot,
  type Backend,
  type CompressedRows,
  type Gradient,
  type Indices,
  isRowTensor,
  type Lists,
  type Mark,
  type Operand,
  type RowSet,
  type RowTensor,
  type SparseMatrix,
  type Tensor,
  type Transpose,
  type Triples,
} from '../backend.ts'
import { shapeOf } from '../shapes.ts'
import { adamRowsStep, adamStep } from './adam-step.ts'
import { MAX_PAGES } from './arena.ts'
import { tokenAttention, tokenAttentionBackward } from './attention.ts'
import { type Compute, EXPONENTIAL_COST } from './compute.ts'
import { concatColumns, concatRows, sliceColumns } from './concat.ts'
import { descend } from './descend.ts'
import { NO_POINTER, type Pointer } from './kernels.ts'
import { MatrixProducts } from './matrix-products.ts'
import { HandleMemory, type WasmRows, type WasmSparse, type WasmTriples } from './memory.ts'
import { pairScores } from './pair-scores.ts'
import { type Bounds, Partitioner } from './partitioner.ts'
import { logSumExp, softmaxRows } from './softmax.ts'
import { sparseProduct } from './sparse-product.ts'
import { logSigmoidLoss, squaredNorm } from './sums.ts'
import { ThreadPool } from './thread-pool.ts'
import { topItems } from './top-items.ts'

/**
 * AssemblyScript kernels with SIMD on several threads over one memory; large dense products go to
 * onnxruntime. An operation is done when it returns.
 */
export class WasmBackend implements Backend {
  readonly name = 'wasm'
  readonly device: string
  readonly #memory: HandleMemory
  readonly #pool: ThreadPool
  readonly #partitioner: Partitioner
  readonly #compute: Compute
  readonly #products: MatrixProducts

  private constructor(memory: WebAssembly.Memory, pool: ThreadPool, partitioner: Partitioner) {
    this.#pool = pool
    this.#partitioner = partitioner
    this.#memory = new HandleMemory(memory, pool.heapBase, pool.threads, partitioner)
    this.#compute = { memory: this.#memory, pool, partitioner }
    this.#products = new MatrixProducts(this.#compute)
    const processor = cpus()[0]?.model.trim() ?? 'CPU'
    this.device = `${processor}, WebAssembly SIMD, ${pool.threads} ${pool.threads === 1 ? 'thread' : 'threads'}`
  }

  /**
   * @param options.threads at least 1
   * @param options.worthSharing float operations from which on work is divided among them
   */
  static async create(options: { threads: number; worthSharing?: number }): Promise<WasmBackend> {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES, shared: true })
    const pool = await ThreadPool.create(memory, options.threads)
    const partitioner = new Partitioner(options.threads, () => pool.asleep, options.worthSharing)
    return new WasmBackend(memory, pool, partitioner)
  }

  /** Bytes that the memory has grown to; it never shrinks. */
  get memoryBytes(): number {
    return this.#memory.bytes
  }

  dispose(): Promise<void> {
    return this.#pool.dispose()
  }

  upload(values: ArrayLike<number>, rows: number, cols: number): Tensor {
    const tensor = this.#memory.tensor(rows, cols)
    this.write(tensor, values)
    return tensor
  }

  uploadIndices(values: Int32Array): Indices {
    return this.#memory.indices(values)
  }

  uploadSparse(matrix: CompressedRows): SparseMatrix {
    return this.#memory.sparse(matrix)
  }

  uploadRows(rows: Int32Array, of: number): RowSet {
    return this.#memory.rows(rows, of)
  }

  uploadTriples(users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number): Triples {
    return this.#memory.triples(users, positives, negatives, rows)
  }

  zeros(rows: number, cols: number): Tensor {
    const tensor = this.#memory.tensor(rows, cols)
    this.#memory.view(tensor).fill(0)
    return tensor
  }

  write(into: Tensor, values: ArrayLike<number>): void {
    this.#memory.view(into).set(values)
  }

  async read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
    return Float32Array.from(this.#memory.view(tensor))
  }

  mark(): Mark {
    return this.#memory.mark()
  }

  release(mark: Mark): void {
    this.#memory.release(mark)
  }

  spmm(a: SparseMatrix, x: Operand, plus: Operand | null, scale: number): Tensor {
    const out = this.#memory.tensor(a.rows, shapeOf(x).cols)
    const matrix = a as WasmSparse
    sparseProduct(this.#compute, { matrix, x, plus, scale }, NO_POINTER, out, matrix.bounds)
    return out
  }

  spmmRows(a: SparseMatrix, rows: RowSet, x: Tensor, plus: Tensor | null, scale: number): Tensor {
    const out = this.#memory.tensor(rows.length, x.cols)
    const matrix = a as WasmSparse
    const { list, rows: pointer } = rows as WasmRows
    const before = matrix.entriesBefore
    const bounds = this.#partitioner.weighted(list.length, (index) => {
      const row = list[index] ?? 0
      return (before[row + 1] ?? 0) - (before[row] ?? 0)
    })
    sparseProduct(this.#compute, { matrix, x, plus, scale }, this.#at(pointer), out, bounds)
    return out
  }

  matmul(a: Tensor, b: Tensor, transpose: Transpose = {}): Tensor {
    return this.#products.multiply(a, b, transpose, null)
  }

  linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    return this.#products.multiply(x, weights, {}, bias)
  }

  columnSums(x: Tensor): Tensor {
    const out = this.#memory.tensor(1, x.cols)
    const bounds = this.#partitioner.elements(x.cols, x.rows)
    this.#pool.run('columnSums', { x: this.#at(x), out: this.#at(out), rows: x.rows, cols: x.cols }, bounds)
    return out
  }

  relu(x: Tensor): Tensor {
    return this.#activation('relu', x, 1)
  }

  reluBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#activationBackward('reluBackward', output, gradient)
  }

  sigmoid(x: Tensor): Tensor {
    return this.#activation('sigmoid', x, EXPONENTIAL_COST)
  }

  sigmoidBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#activationBackward('sigmoidBackward', output, gradient)
  }

  tanh(x: Tensor): Tensor {
    return this.#activation('tanh', x, EXPONENTIAL_COST)
  }

  tanhBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#activationBackward('tanhBackward', output, gradient)
  }

  slice(x: Tensor, start: number, rows: number): Tensor {
    return this.#memory.slice(x, start, rows)
  }

  gatherRows(x: Tensor, rows: RowSet): Tensor {
    return this.#gathered(x, this.#at((rows as WasmRows).rows), rows.length)
  }

  gather(x: Tensor, indices: Indices): Tensor {
    return this.#gathered(x, this.#at(indices), indices.length)
  }

  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void {
    const bounds = this.#partitioner.equal(into.rows, (x.rows * x.cols) / Math.max(1, into.rows))
    const operands = { into: this.#at(into), indices: this.#at(indices), x: this.#at(x) }
    this.#pool.run('scatterAdd', { ...operands, factor, count: x.rows, cols: x.cols }, bounds)
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    return concatRows(this.#compute, parts)
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    return concatColumns(this.#compute, parts)
  }

  sliceColumns(x: Tensor, start: number, cols: number): Tensor {
    return sliceColumns(this.#compute, x, start, cols)
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    return this.#byElement(a, (out, bounds) => this.#addScaled(a, b, factor, out, bounds))
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    const operands = { a: this.#at(a), b: this.#at(b) }
    return this.#byElement(a, (out, bounds) => this.#pool.run('multiply', { ...operands, out }, bounds))
  }

  accumulate(into: Tensor, x: Operand, factor: number): void {
    if (isRowTensor(x)) {
      const { rows } = x.rows as WasmRows
      const operands = { into: this.#at(into), rows: this.#at(rows), x: this.#at(x.values) }
      const bounds = this.#partitioner.equal(x.values.rows, into.cols)
      this.#pool.run('accumulateRows', { ...operands, factor, cols: into.cols }, bounds)
      return
    }
    this.#addScaled(into, x, factor, this.#at(into), this.#partitioner.elements(size(into), 1))
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    const operands = { x: this.#at(x), scalar: this.#at(scalar), factor }
    return this.#byElement(x, (out, bounds) => {
      this.#pool.run('scaleByScalar', { ...operands, out }, bounds)
    })
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    return this.#byRow(x, (out, cols, bounds) => {
      this.#pool.run('scaleRows', { x: this.#at(x), factors: this.#at(factors), out, cols }, bounds)
    })
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    const out = this.#memory.tensor(a.rows, 1)
    const bounds = this.#partitioner.equal(a.rows, a.cols)
    const given = { a: this.#at(a), b: this.#at(b), out: this.#at(out), cols: a.cols }
    this.#pool.run('rowDot', given, bounds)
    return out
  }

  inverseNorms(x: Tensor): Tensor {
    const out = this.#memory.tensor(x.rows, 1)
    const given = { x: this.#at(x), out: this.#at(out), cols: x.cols }
    this.#pool.run('inverseNorms', given, this.#partitioner.equal(x.rows, x.cols))
    return out
  }

  logSumExp(x: Tensor, bias: Tensor | null): Tensor {
    return logSumExp(this.#compute, x, bias)
  }

  softmaxRows(x: Tensor, bias: Tensor | null, logSums: Tensor, factors: Tensor): Tensor {
    return softmaxRows(this.#compute, x, bias, logSums, factors)
  }

  tripleMargins(x: Tensor, triples: Triples): Tensor {
    const out = this.#memory.tensor(triples.length, 1)
    const given = { x: this.#at(x), ...this.#triples(triples), out: this.#at(out), cols: x.cols }
    this.#pool.run('tripleMargins', given, this.#partitioner.equal(triples.length, 2 * x.cols))
    return out
  }

  tripleMarginsBackward(x: Tensor, triples: Triples, gradient: Tensor): Tensor {
    const out = this.#memory.tensor(x.rows, x.cols)
    const operands = { x: this.#at(x), ...this.#triples(triples), gradient: this.#at(gradient) }
    const given = { ...operands, out: this.#at(out), count: triples.length, cols: x.cols }
    this.#pool.run('tripleMarginsBackward', given, this.#partitioner.equal(x.rows, x.cols))
    return out
  }

  squaredNorm(x: Tensor, weights: Tensor): Tensor {
    return squaredNorm(this.#compute, x, weights)
  }

  squaredNormBackward(x: Tensor, weights: Tensor, gradient: Tensor): Tensor {
    const operands = { x: this.#at(x), weights: this.#at(weights), gradient: this.#at(gradient) }
    return this.#byRow(x, (out, cols, bounds) => {
      this.#pool.run('squaredNormBackward', { ...operands, out, cols }, bounds)
    })
  }

  logSigmoidLoss(x: Tensor, scale: number): Tensor {
    return logSigmoidLoss(this.#compute, x, scale)
  }

  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor {
    const out = this.#memory.tensor(x.rows, x.cols)
    const operands = { x: this.#at(x), gradient: this.#at(gradient), out: this.#at(out) }
    const given = { ...operands, scale, count: size(x) }
    this.#pool.run('logSigmoidLossBackward', given, this.#partitioner.elements(size(x), 30))
    return out
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    return tokenAttention(this.#compute, tokens, heads)
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    return tokenAttentionBackward(this.#compute, tokens, heads, gradient)
  }

  adam(slot: AdamSlot, gradient: Gradient, settings: AdamSettings, guard: Tensor): void {
    adamStep(this.#compute, slot, gradient, settings, guard)
  }

  adamRows(slot: AdamSlot, gradient: RowTensor, settings: AdamSettings, guard: Tensor): void {
    adamRowsStep(this.#compute, slot, gradient, settings, guard)
  }

  descend(parameter: Tensor, gradient: Operand, rate: number, guard: Tensor): void {
    descend(this.#compute, parameter, gradient, rate, guard)
  }

  async topItems(users: Tensor, items: Tensor, excluded: Lists, count: number): Promise<Int32Array> {
    const mark = this.mark()
    try {
      return topItems(this.#compute, this.matmul(users, items, { b: true }), excluded, count)
    } finally {
      this.release(mark)
    }
  }

  async pairScores(
    users: Tensor,
    userRows: Int32Array,
    items: Tensor,
    itemRows: Int32Array,
  ): Promise<Float32Array> {
    return pairScores(this.#compute, users, userRows, items, itemRows)
  }

  #gathered(x: Tensor, indices: Pointer, length: number): Tensor {
    const out = this.#memory.tensor(length, x.cols)
    const bounds = this.#partitioner.equal(length, x.cols)
    this.#pool.run('gather', { x: this.#at(x), indices, out: this.#at(out), cols: x.cols }, bounds)
    return out
  }

  /** What a kernel makes that writes one row of its output, of the given shape, after the other. */
  #byRow({ rows, cols }: Tensor, run: (out: Pointer, cols: number, bounds: Bounds) => void): Tensor {
    const out = this.#memory.tensor(rows, cols)
    run(this.#at(out), cols, this.#partitioner.equal(rows, cols))
    return out
  }

  /** What a kernel makes that writes the elements of a matrix of the given shape each on its own. */
  #byElement(shape: Tensor, run: (out: Pointer, bounds: Bounds) => void, cost = 1): Tensor {
    const out = this.#memory.tensor(shape.rows, shape.cols)
    run(this.#at(out), this.#partitioner.elements(size(shape), cost))
    return out
  }

  /** @param cost of an element, in float operations */
  #activation(kernel: 'relu' | 'sigmoid' | 'tanh', x: Tensor, cost: number): Tensor {
    return this.#byElement(x, (out, bounds) => this.#pool.run(kernel, { x: this.#at(x), out }, bounds), cost)
  }

  #activationBackward(
    kernel: 'reluBackward' | 'sigmoidBackward' | 'tanhBackward',
    output: Tensor,
    gradient: Tensor,
  ): Tensor {
    const operands = { output: this.#at(output), gradient: this.#at(gradient) }
    return this.#byElement(output, (out, bounds) => this.#pool.run(kernel, { ...operands, out }, bounds))
  }

  #addScaled(a: Tensor, b: Tensor, factor: number, out: Pointer, bounds: Bounds): void {
    this.#pool.run('addScaled', { a: this.#at(a), b: this.#at(b), factor, out }, bounds)
  }

  #triples(triples: Triples) {
    const { users, positives, negatives } = triples as WasmTriples
    return { users: this.#at(users), positives: this.#at(positives), negatives: this.#at(negatives) }
  }

  #at(handle: Parameters<HandleMemory['at']>[0]): Pointer {
    return this.#memory.at(handle)
  }
}

function size(tensor: Tensor): number {
  return tensor.rows * tensor.cols
}
