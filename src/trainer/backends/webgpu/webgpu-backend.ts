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
import { isRowTensor } from '../backend.ts'
import { CheckedBackend } from '../checked-backend.ts'
import { attentionSizes, matmulSizes } from '../shapes.ts'
import { adamRowsStep, adamStep } from './adam-step.ts'
import { tokenAttention, tokenAttentionBackward } from './attention.ts'
import { CommandQueue } from './command-queue.ts'
import type { Compute } from './compute.ts'
import { concatColumns, concatRows, sliceColumns } from './concat.ts'
import { descend } from './descend.ts'
import { type Gpu, openGpu } from './gpu.ts'
import { GpuIndices, GpuRows, GpuTensor, GpuTriples, HandleStack, known } from './handles.ts'
import type { Kernel } from './kernel.ts'
import { matmul } from './matmul.ts'
import { pairScores } from './pair-scores.ts'
import type { Span } from './pipelines.ts'
import { Readback } from './readback.ts'
import { accumulateRows, scatterAdd, tripleMargins, tripleMarginsBackward } from './scatter.ts'
import * as elementwise from './shaders/elementwise.ts'
import {
  inverseNormsKernel,
  logSigmoidLossKernel,
  rowDotKernel,
  squaredNormKernel,
} from './shaders/reductions.ts'
import * as rowwise from './shaders/rows.ts'
import { quads, type Width, widthOf } from './shaders/width.ts'
import { logSumExp, softmaxRows } from './softmax.ts'
import { spmm, spmmRows, uploadSparse } from './sparse-operations.ts'
import { columnSums, perRow, sumOfTerms } from './sums.ts'
import { topItems } from './top-items.ts'

/** Opens the GPU and computes on it until `dispose`. @throws TrainingFailure if there is none */
export async function createWebGpuBackend(): Promise<Backend> {
  const gpu = await openGpu()
  return new CheckedBackend(new WebGpuBackend(gpu, () => closeGpu(gpu)))
}

async function closeGpu({ device, failures }: Gpu): Promise<void> {
  failures.end(new Error('The backend was disposed of.'))
  device.destroy()
  await device.lost
}

/** WGSL kernels through dawn. Tensors are buffers of the device; nothing comes back but what is read. */
export class WebGpuBackend implements Backend {
  readonly name = 'webgpu'
  readonly device: string
  readonly #queue: CommandQueue
  readonly #readback: Readback
  readonly #handles: HandleStack
  readonly #compute: Compute
  readonly #close: () => Promise<void>

  /** @param close runs when the backend is disposed of, after its buffers are gone */
  constructor(gpu: Gpu, close: () => Promise<void> = async () => {}) {
    this.device = `${gpu.name}, WebGPU`
    this.#close = close
    this.#queue = new CommandQueue(gpu)
    this.#readback = new Readback(gpu, this.#queue)
    this.#handles = new HandleStack(this.#queue.pool)
    this.#compute = {
      gpu,
      queue: this.#queue,
      handles: this.#handles,
      tensor: (rows, cols) => this.#tensor(rows, cols),
    }
  }

  /** Buffers made so far; a step that repeats makes none. */
  get buffersMade(): number {
    return this.#queue.buffersMade
  }

  upload(values: ArrayLike<number>, rows: number, cols: number): Tensor {
    const tensor = this.#tensor(rows, cols)
    this.write(tensor, values)
    return tensor
  }

  uploadIndices(values: Int32Array): Indices {
    const storage = this.#queue.pool.acquire(values.byteLength)
    const indices = this.#handles.push(new GpuIndices(values.slice(), storage))
    this.#queue.write(indices.span, values)
    return indices
  }

  uploadSparse(matrix: CompressedRows): SparseMatrix {
    return uploadSparse(this.#compute, matrix)
  }

  uploadRows(rows: Int32Array, of: number): RowSet {
    const storage = this.#queue.pool.acquire(rows.byteLength)
    const set = this.#handles.push(new GpuRows(rows.slice(), of, storage))
    this.#queue.write(set.span, rows)
    return set
  }

  uploadTriples(users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number): Triples {
    const values = new Int32Array(3 * users.length)
    users.forEach((user, triple) => {
      values[3 * triple] = user
      values[3 * triple + 1] = positives[triple] ?? 0
      values[3 * triple + 2] = negatives[triple] ?? 0
    })
    const storage = this.#queue.pool.acquire(values.byteLength)
    const triples = this.#handles.push(new GpuTriples(values, rows, storage))
    this.#queue.write(triples.span, values)
    return triples
  }

  zeros(rows: number, cols: number): Tensor {
    const tensor = this.#tensor(rows, cols)
    this.#queue.clear(tensor.span, 4 * tensor.length)
    return tensor
  }

  write(into: Tensor, values: ArrayLike<number>): void {
    this.#queue.write(at(into), values instanceof Float32Array ? values : Float32Array.from(values))
  }

  async read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
    const { span, length } = known(GpuTensor, tensor)
    return await this.#readback.floats(span, length)
  }

  mark(): Mark {
    return this.#handles.mark()
  }

  release(mark: Mark): void {
    this.#handles.release(mark)
  }

  spmm(a: SparseMatrix, x: Operand, plus: Operand | null, scale: number): Tensor {
    return spmm(this.#compute, a, x, plus, scale)
  }

  spmmRows(a: SparseMatrix, rows: RowSet, x: Tensor, plus: Tensor | null, scale: number): Tensor {
    const added = plus === null ? null : known(GpuTensor, plus)
    return spmmRows(this.#compute, a, rows, known(GpuTensor, x), added, scale)
  }

  matmul(a: Tensor, b: Tensor, transpose: Transpose = {}): Tensor {
    const sizes = matmulSizes(a, b, transpose)
    return matmul(this.#compute, known(GpuTensor, a), known(GpuTensor, b), sizes, transpose)
  }

  linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    return this.#byRows(rowwise.addBiasKernel, this.matmul(x, weights), { bias: at(bias) })
  }

  columnSums(x: Tensor): Tensor {
    return columnSums(this.#compute, known(GpuTensor, x))
  }

  relu(x: Tensor): Tensor {
    return this.#byElements(elementwise.reluKernel, x, {}, { x: at(x) })
  }

  reluBackward(output: Tensor, gradient: Tensor): Tensor {
    const operands = { output: at(output), gradient: at(gradient) }
    return this.#byElements(elementwise.reluBackwardKernel, output, {}, operands)
  }

  sigmoid(x: Tensor): Tensor {
    return this.#byElements(elementwise.sigmoidKernel, x, {}, { x: at(x) })
  }

  sigmoidBackward(output: Tensor, gradient: Tensor): Tensor {
    const operands = { output: at(output), gradient: at(gradient) }
    return this.#byElements(elementwise.sigmoidBackwardKernel, output, {}, operands)
  }

  tanh(x: Tensor): Tensor {
    return this.#byElements(elementwise.tanhKernel, x, {}, { x: at(x) })
  }

  tanhBackward(output: Tensor, gradient: Tensor): Tensor {
    const operands = { output: at(output), gradient: at(gradient) }
    return this.#byElements(elementwise.tanhBackwardKernel, output, {}, operands)
  }

  slice(x: Tensor, start: number, rows: number): Tensor {
    const { storage, offset } = at(x)
    const part = { storage, offset: offset + 4 * start * x.cols }
    if (part.offset % this.#compute.gpu.limits.alignment === 0 && part.offset < storage.bytes) {
      return this.#handles.push(new GpuTensor(rows, x.cols, part))
    }
    const copy = this.#tensor(rows, x.cols)
    this.#queue.copy(part, copy.span, 4 * copy.length)
    return copy
  }

  gatherRows(x: Tensor, rows: RowSet): Tensor {
    return this.#gather(x, rows.length, known(GpuRows, rows).span)
  }

  gather(x: Tensor, indices: Indices): Tensor {
    return this.#gather(x, indices.length, known(GpuIndices, indices).span)
  }

  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void {
    scatterAdd(this.#compute, known(GpuTensor, into), known(GpuIndices, indices), known(GpuTensor, x), factor)
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    return concatRows(this.#compute, allKnown(parts))
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    return concatColumns(this.#compute, allKnown(parts))
  }

  sliceColumns(x: Tensor, start: number, cols: number): Tensor {
    return sliceColumns(this.#compute, known(GpuTensor, x), start, cols)
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    return this.#byElements(elementwise.addScaledKernel, a, { factor }, { a: at(a), b: at(b) })
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    return this.#byElements(elementwise.multiplyKernel, a, {}, { a: at(a), b: at(b) })
  }

  accumulate(into: Tensor, x: Operand, factor: number): void {
    if (!isRowTensor(x)) {
      const operands = { x: at(x), into: at(into) }
      this.#queue.run(elementwise.accumulateKernel, quads(into.rows * into.cols), { factor }, operands)
      return
    }
    accumulateRows(this.#compute, known(GpuTensor, into), x, factor)
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    const operands = { x: at(x), scalar: at(scalar) }
    return this.#byElements(elementwise.scaleByScalarKernel, x, { factor }, operands)
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    return this.#byRows(rowwise.scaleRowsKernel, x, { factors: at(factors) })
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    return perRow(this.#compute, rowDotKernel, a.rows, a.cols, { a: at(a), b: at(b) })
  }

  inverseNorms(x: Tensor): Tensor {
    return perRow(this.#compute, inverseNormsKernel, x.rows, x.cols, { x: at(x) })
  }

  logSumExp(x: Tensor, bias: Tensor | null): Tensor {
    return logSumExp(this.#compute, known(GpuTensor, x), bias && at(bias))
  }

  softmaxRows(x: Tensor, bias: Tensor | null, logSums: Tensor, factors: Tensor): Tensor {
    const perRow = { logSums: at(logSums), factors: at(factors) }
    return softmaxRows(this.#compute, known(GpuTensor, x), bias && at(bias), perRow)
  }

  tripleMargins(x: Tensor, triples: Triples): Tensor {
    return tripleMargins(this.#compute, known(GpuTensor, x), known(GpuTriples, triples))
  }

  tripleMarginsBackward(x: Tensor, triples: Triples, gradient: Tensor): Tensor {
    const list = known(GpuTriples, triples)
    return tripleMarginsBackward(this.#compute, known(GpuTensor, x), list, known(GpuTensor, gradient))
  }

  squaredNorm(x: Tensor, weights: Tensor): Tensor {
    const width = widthOf(x)
    const parts = x.cols / width
    const operands = { x: at(x), weights: at(weights) }
    return sumOfTerms(this.#compute, squaredNormKernel(width), x.rows * parts, 1, { width: parts }, operands)
  }

  squaredNormBackward(x: Tensor, weights: Tensor, gradient: Tensor): Tensor {
    const operands = { weights: at(weights), gradient: at(gradient) }
    return this.#byRows(rowwise.squaredNormBackwardKernel, x, operands)
  }

  logSigmoidLoss(x: Tensor, scale: number): Tensor {
    const length = x.rows * x.cols
    return sumOfTerms(this.#compute, logSigmoidLossKernel, length, 1 / length, { scale }, { x: at(x) })
  }

  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor {
    const uniforms = { scale, factor: -scale / (x.rows * x.cols) }
    const operands = { x: at(x), gradient: at(gradient) }
    return this.#byElements(elementwise.logSigmoidBackwardKernel, x, uniforms, operands)
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    const sizes = { ...attentionSizes(tokens), heads }
    return tokenAttention(this.#compute, allKnown(tokens), sizes)
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    const sizes = { ...attentionSizes(tokens), heads }
    return tokenAttentionBackward(this.#compute, allKnown(tokens), sizes, known(GpuTensor, gradient))
  }

  adam(slot: AdamSlot, gradient: Gradient, settings: AdamSettings, guard: Tensor): void {
    adamStep(this.#compute, slot, gradient, settings, known(GpuTensor, guard))
  }

  adamRows(slot: AdamSlot, gradient: RowTensor, settings: AdamSettings, guard: Tensor): void {
    adamRowsStep(this.#compute, slot, gradient, settings, known(GpuTensor, guard))
  }

  descend(parameter: Tensor, gradient: Operand, rate: number, guard: Tensor): void {
    descend(this.#compute, parameter, gradient, rate, known(GpuTensor, guard))
  }

  async topItems(users: Tensor, items: Tensor, excluded: Lists, count: number): Promise<Int32Array> {
    const [from, over] = [known(GpuTensor, users), known(GpuTensor, items)]
    return await topItems(this.#compute, this.#readback, from, over, excluded, count)
  }

  async pairScores(
    users: Tensor,
    userRows: Int32Array,
    items: Tensor,
    itemRows: Int32Array,
  ): Promise<Float32Array> {
    const [from, over] = [known(GpuTensor, users), known(GpuTensor, items)]
    return await pairScores(this.#compute, this.#readback, from, userRows, over, itemRows)
  }

  async dispose(): Promise<void> {
    this.#queue.destroy()
    this.#readback.destroy()
    await this.#close()
  }

  #tensor(rows: number, cols: number): GpuTensor {
    return this.#handles.push(new GpuTensor(rows, cols, this.#queue.pool.acquire(4 * rows * cols)))
  }

  /** A tensor of the shape of `like`, by a kernel that takes four values at a time. */
  #byElements<Uniform extends string, Buffer extends string>(
    kernel: Kernel<Uniform, Buffer | 'out'>,
    like: Tensor,
    uniforms: Readonly<Record<Uniform, number>>,
    operands: Readonly<Record<Exclude<Buffer, 'out'>, Span>>,
  ): Tensor {
    const out = this.#tensor(like.rows, like.cols)
    const buffers = { ...operands, out: out.span } as Record<Buffer | 'out', Span>
    this.#queue.run(kernel, quads(out.length), uniforms, buffers)
    return out
  }

  /** A tensor of the shape of x, by a kernel that knows its rows. */
  #byRows<Buffer extends string>(
    kernel: (width: Width) => Kernel<'width', Buffer | 'x' | 'out'>,
    x: Tensor,
    operands: Readonly<Record<Exclude<Buffer, 'x' | 'out'>, Span>>,
  ): Tensor {
    const out = this.#tensor(x.rows, x.cols)
    const width = widthOf(x)
    const buffers = { ...operands, x: at(x), out: out.span } as Record<Buffer | 'x' | 'out', Span>
    this.#queue.run(kernel(width), out.length / width, { width: x.cols / width }, buffers)
    return out
  }

  #gather(x: Tensor, length: number, list: Span): Tensor {
    const out = this.#tensor(length, x.cols)
    const width = widthOf(x)
    const buffers = { x: at(x), indices: list, out: out.span }
    this.#queue.run(rowwise.gatherKernel(width), out.length / width, { width: x.cols / width }, buffers)
    return out
  }
}

function at(tensor: Tensor): Span {
  return known(GpuTensor, tensor).span
}

function allKnown(tensors: readonly Tensor[]): GpuTensor[] {
  return tensors.map((tensor) => known(GpuTensor, tensor))
}
