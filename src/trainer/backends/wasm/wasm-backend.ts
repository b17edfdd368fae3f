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
  type SparseMatrix,
  type Tensor,
  type Transpose,
  type Triples,
} from '../backend.ts'
import { shapeOf } from '../shapes.ts'
import { MAX_PAGES } from './arena.ts'
import { tokenAttention, tokenAttentionBackward } from './attention.ts'
import type { Compute } from './compute.ts'
import type { KernelName } from './kernels.ts'
import { MatrixProducts } from './matrix-products.ts'
import { HandleMemory, type WasmRows, type WasmSparse, type WasmTriples } from './memory.ts'
import { Partitioner } from './partitioner.ts'
import { ThreadPool } from './thread-pool.ts'
import { topItems } from './top-items.ts'

/** Share of the rows below which a neighbour is so seldom kept that a branch foresees it. */
const FEW = 1 / 16
/** As assembly/norm.ts and assembly/log-sigmoid.ts have them. */
const NORM_BLOCK = 64
const LOSS_BLOCK = 128

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
    const { cols } = shapeOf(x)
    const out = this.#memory.tensor(a.rows, cols)
    const matrix = a as WasmSparse
    const operands = [0, ...this.#factor(x), ...this.#operand(plus), scale, this.#at(out), cols]
    this.#pool.run('spmm', [...this.#matrix(matrix), ...operands], matrix.bounds)
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
    const operands = [...this.#factor(x), ...this.#operand(plus), scale, this.#at(out), x.cols]
    this.#pool.run('spmm', [...this.#matrix(matrix), this.#at(pointer), ...operands], bounds)
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
    this.#pool.run('columnSums', [this.#at(x), this.#at(out), x.rows, x.cols], bounds)
    return out
  }

  relu(x: Tensor): Tensor {
    return this.#byElement('relu', [this.#at(x)], x)
  }

  reluBackward(output: Tensor, gradient: Tensor): Tensor {
    return this.#byElement('reluBackward', [this.#at(output), this.#at(gradient)], output)
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
    const values = [this.#at(into), this.#at(indices), this.#at(x), factor, x.rows, x.cols]
    this.#pool.run('scatterAdd', values, bounds)
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    return this.#byElement('addScaled', [this.#at(a), this.#at(b), factor], a)
  }

  accumulate(into: Tensor, x: Operand, factor: number): void {
    if (isRowTensor(x)) {
      const { rows } = x.rows as WasmRows
      const values = [this.#at(into), this.#at(rows), this.#at(x.values), factor, into.cols]
      this.#pool.run('accumulateRows', values, this.#partitioner.equal(x.values.rows, into.cols))
      return
    }
    const values = [this.#at(into), this.#at(x), factor, this.#at(into)]
    this.#pool.run('addScaled', values, this.#partitioner.elements(size(into), 1))
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    return this.#byElement('scaleByScalar', [this.#at(x), this.#at(scalar), factor], x)
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    return this.#byRow('scaleRows', [x, factors], x.rows, x.cols)
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    const out = this.#memory.tensor(a.rows, 1)
    const bounds = this.#partitioner.equal(a.rows, a.cols)
    this.#pool.run('rowDot', [this.#at(a), this.#at(b), this.#at(out), a.cols], bounds)
    return out
  }

  tripleMargins(x: Tensor, triples: Triples): Tensor {
    const out = this.#memory.tensor(triples.length, 1)
    const values = [this.#at(x), ...this.#triples(triples), this.#at(out), x.cols]
    this.#pool.run('tripleMargins', values, this.#partitioner.equal(triples.length, 2 * x.cols))
    return out
  }

  tripleMarginsBackward(x: Tensor, triples: Triples, gradient: Tensor): Tensor {
    const out = this.#memory.tensor(x.rows, x.cols)
    const pointers = [this.#at(x), ...this.#triples(triples), this.#at(gradient), this.#at(out)]
    const bounds = this.#partitioner.equal(x.rows, x.cols)
    this.#pool.run('tripleMarginsBackward', [...pointers, triples.length, x.cols], bounds)
    return out
  }

  squaredNorm(x: Tensor, weights: Tensor): Tensor {
    const blocks = Math.ceil(x.rows / NORM_BLOCK)
    return this.#sumOfBlocks('squaredNorm', blocks, NORM_BLOCK * x.cols, (partials) => [
      this.#at(x),
      this.#at(weights),
      partials,
      x.rows,
      x.cols,
    ])
  }

  squaredNormBackward(x: Tensor, weights: Tensor, gradient: Tensor): Tensor {
    return this.#byRow('squaredNormBackward', [x, weights, gradient], x.rows, x.cols)
  }

  logSigmoidLoss(x: Tensor, scale: number): Tensor {
    const blocks = Math.ceil(size(x) / LOSS_BLOCK)
    const values = (partials: number) => [this.#at(x), scale, partials, size(x)]
    return this.#sumOfBlocks('logSigmoidLoss', blocks, 50 * LOSS_BLOCK, values, 1 / size(x))
  }

  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor {
    const out = this.#memory.tensor(x.rows, x.cols)
    const values = [this.#at(x), scale, this.#at(gradient), this.#at(out), size(x)]
    this.#pool.run('logSigmoidLossBackward', values, this.#partitioner.elements(size(x), 30))
    return out
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    return tokenAttention(this.#compute, tokens, heads)
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    return tokenAttentionBackward(this.#compute, tokens, heads, gradient)
  }

  adam(slot: AdamSlot, gradient: Gradient, settings: AdamSettings, guard: Tensor): void {
    const { parameter, firstMoment, secondMoment } = slot
    const { dense, rows, product } = gradient
    const { learningRate, beta1, beta2, epsilon, step } = settings
    const { rows: height, cols } = parameter
    const matrix = product === null ? null : (product.matrix as WasmSparse)
    this.#memory.withScratchPerThread(4 * cols, (scratch) => {
      const values = [
        ...[parameter, firstMoment, secondMoment].map((tensor) => this.#at(tensor)),
        ...[dense === null ? 0 : this.#at(dense), ...this.#operand(rows)],
        ...(matrix === null ? [0, 0, 0] : this.#matrix(matrix)),
        ...[...this.#factor(product?.x ?? null), product?.scale ?? 0],
        ...[beta1, beta2, epsilon, learningRate / (1 - beta1 ** step), 1 / (1 - beta2 ** step)],
        ...[this.#at(guard), cols, scratch],
      ]
      this.#pool.run('adam', values, matrix?.bounds ?? this.#partitioner.equal(height, 4 * cols))
    })
  }

  async topItems(users: Tensor, items: Tensor, excluded: Lists, count: number): Promise<Int32Array> {
    const mark = this.mark()
    try {
      return topItems(this.#compute, this.matmul(users, items, { b: true }), excluded, count)
    } finally {
      this.release(mark)
    }
  }

  async highestScoring(
    users: Tensor,
    userRows: Int32Array,
    items: Tensor,
    candidates: Int32Array,
    perUser: number,
  ): Promise<Int32Array> {
    return this.#memory.withScratch(4 * userRows.length, (out) => {
      const rows = this.#at(this.#memory.indices(userRows))
      const list = this.#at(this.#memory.indices(candidates))
      const values = [this.#at(users), rows, this.#at(items), list, perUser, out, users.cols]
      const bounds = this.#partitioner.equal(userRows.length, 2 * perUser * users.cols)
      this.#pool.run('highestScoring', values, bounds)
      return this.#memory.integers(out, userRows.length)
    })
  }

  #gathered(x: Tensor, indices: number, length: number): Tensor {
    const out = this.#memory.tensor(length, x.cols)
    const bounds = this.#partitioner.equal(length, x.cols)
    this.#pool.run('gather', [this.#at(x), indices, this.#at(out), x.cols], bounds)
    return out
  }

  /** A kernel (operands, out, cols) that makes one row of its output after the other. */
  #byRow(name: KernelName, operands: readonly Tensor[], rows: number, cols: number): Tensor {
    const out = this.#memory.tensor(rows, cols)
    const pointers = operands.map((operand) => this.#at(operand))
    this.#pool.run(name, [...pointers, this.#at(out), cols], this.#partitioner.equal(rows, cols))
    return out
  }

  /** A kernel (operands, out) over the elements of matrices of one shape. */
  #byElement(name: KernelName, operands: readonly number[], shape: Tensor): Tensor {
    const out = this.#memory.tensor(shape.rows, shape.cols)
    this.#pool.run(name, [...operands, this.#at(out)], this.#partitioner.elements(size(shape), 1))
    return out
  }

  /**
   * A kernel that sums up blocks of fixed size, and the sum of its blocks in their order, times a factor: the
   * same whatever the threads.
   */
  #sumOfBlocks(
    name: KernelName,
    blocks: number,
    costOfBlock: number,
    values: (partials: number) => number[],
    factor = 1,
  ): Tensor {
    const sum = this.#memory.withScratch(8 * blocks, (partials) => {
      this.#pool.run(name, values(partials), this.#partitioner.equal(blocks, costOfBlock))
      return this.#memory.doubles(partials, blocks).reduce((total, partial) => total + partial, 0)
    })
    return this.upload([sum * factor], 1, 1)
  }

  #matrix({ offsets, columns, values }: WasmSparse): number[] {
    return [this.#at(offsets), this.#at(columns), this.#at(values)]
  }

  /** Where an operand's values are and, where only some rows are kept, the rows' places; 0 for nothing. */
  #operand(operand: Operand | null): [values: number, places: number] {
    if (operand === null) return [0, 0]
    if (!isRowTensor(operand)) return [this.#at(operand), 0]
    return [this.#at(operand.values), this.#at((operand.rows as WasmRows).places)]
  }

  /** An operand that a sparse matrix is multiplied with: also 1 if it keeps few rows, else 0. */
  #factor(operand: Operand | null): number[] {
    const few = operand !== null && isRowTensor(operand) && operand.rows.length < FEW * operand.rows.of
    return [...this.#operand(operand), few ? 1 : 0]
  }

  #triples(triples: Triples): number[] {
    const { users, positives, negatives } = triples as WasmTriples
    return [this.#at(users), this.#at(positives), this.#at(negatives)]
  }

  #at(handle: Parameters<HandleMemory['at']>[0]): number {
    return this.#memory.at(handle)
  }
}

function size(tensor: Tensor): number {
  return tensor.rows * tensor.cols
}
