import { cpus } from 'node:os'
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
import { Arena } from './arena.ts'
import { type Kernels, loadKernels } from './kernels.ts'

/** Where a handle's values begin, in bytes; undefined once it is released. */
interface Place {
  offset: number | undefined
}

interface WasmTensor extends Tensor, Place {}

interface WasmIndices extends Indices, Place {}

interface WasmSparse extends SparseMatrix {
  readonly offsets: Place
  readonly columns: Place
  readonly values: Place
}

interface WasmMark extends Mark {
  readonly top: number
}

/** AssemblyScript kernels with SIMD on one thread. Handles are offsets into one stack-allocated memory. */
export class WasmBackend implements Backend {
  readonly name = 'wasm'
  readonly device: string
  readonly #memory: WebAssembly.Memory
  readonly #kernels: Kernels
  readonly #arena: Arena
  /** Every handle in use, oldest first. */
  readonly #handles: Place[] = []

  constructor() {
    this.device = `${cpus()[0]?.model.trim() ?? 'CPU'}, WebAssembly SIMD, 1 thread`
    this.#memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536 })
    this.#kernels = loadKernels(this.#memory)
    this.#arena = new Arena(this.#memory, this.#kernels.heapBase())
  }

  /** Bytes that the memory has grown to; it never shrinks. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength
  }

  upload(values: ArrayLike<number>, rows: number, cols: number): Tensor {
    const tensor = this.#tensor(rows, cols)
    this.write(tensor, values)
    return tensor
  }

  uploadIndices(values: Int32Array): Indices {
    return this.#handle<WasmIndices>({ length: values.length, offset: this.#store(values) })
  }

  uploadSparse({ rows, cols, offsets, columns, values }: CompressedRows): SparseMatrix {
    const matrix: WasmSparse = {
      rows,
      cols,
      entries: values.length,
      offsets: this.#handle({ offset: this.#store(offsets) }),
      columns: this.#handle({ offset: this.#store(columns) }),
      values: this.#handle({ offset: this.#store(values) }),
    }
    return matrix
  }

  zeros(rows: number, cols: number): Tensor {
    const tensor = this.#tensor(rows, cols)
    this.#view(tensor).fill(0)
    return tensor
  }

  write(into: Tensor, values: ArrayLike<number>): void {
    requireValues('write', values.length, into)
    this.#view(into).set(values)
  }

  async read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
    return this.#view(tensor).slice()
  }

  mark(): Mark {
    const mark: WasmMark = { height: this.#handles.length, top: this.#arena.top }
    return mark
  }

  release(mark: Mark): void {
    this.#arena.release((mark as WasmMark).top)
    for (const handle of this.#handles.splice(mark.height)) handle.offset = undefined
  }

  spmm(a: SparseMatrix, x: Tensor, plus: Tensor | null, scale: number): Tensor {
    requireSpmm(a, x, plus)
    const { offsets, columns, values } = a as WasmSparse
    const out = this.#tensor(a.rows, x.cols)
    this.#kernels.spmm(
      this.#at(offsets),
      this.#at(columns),
      this.#at(values),
      this.#at(x),
      plus === null ? 0 : this.#at(plus),
      scale,
      this.#at(out),
      a.rows,
      x.cols,
    )
    return out
  }

  matmul(a: Tensor, b: Tensor, transpose: Transpose = {}): Tensor {
    const { m, k, n } = matmulSizes(a, b, transpose)
    const out = this.#tensor(m, n)
    const [aRow, aCol] = transpose.a ? [1, m] : [k, 1]
    const [bRow, bCol] = transpose.b ? [1, k] : [n, 1]
    this.#withScratch(8 * k, (scratch) => {
      this.#kernels.matmul(this.#at(a), aRow, aCol, this.#at(b), bRow, bCol, this.#at(out), m, k, n, scratch)
    })
    return out
  }

  addBias(x: Tensor, bias: Tensor): Tensor {
    requireShape('addBias', bias, 1, x.cols)
    const out = this.#tensor(x.rows, x.cols)
    this.#kernels.addBias(this.#at(x), this.#at(bias), this.#at(out), x.rows, x.cols)
    return out
  }

  columnSums(x: Tensor): Tensor {
    const out = this.#tensor(1, x.cols)
    this.#kernels.columnSums(this.#at(x), this.#at(out), x.rows, x.cols)
    return out
  }

  relu(x: Tensor): Tensor {
    const out = this.#tensor(x.rows, x.cols)
    this.#kernels.relu(this.#at(x), this.#at(out), size(x))
    return out
  }

  reluBackward(output: Tensor, gradient: Tensor): Tensor {
    requireSameShape('reluBackward', output, gradient)
    const out = this.#tensor(output.rows, output.cols)
    this.#kernels.reluBackward(this.#at(output), this.#at(gradient), this.#at(out), size(output))
    return out
  }

  slice(x: Tensor, start: number, rows: number): Tensor {
    requireSlice(x, start, rows)
    return this.#handle<WasmTensor>({ rows, cols: x.cols, offset: this.#at(x) + start * x.cols * 4 })
  }

  gather(x: Tensor, indices: Indices): Tensor {
    const out = this.#tensor(indices.length, x.cols)
    this.#kernels.gather(this.#at(x), this.#at(indices), this.#at(out), indices.length, x.cols)
    return out
  }

  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void {
    requireScatter(into, indices, x)
    this.#kernels.scatterAdd(this.#at(into), this.#at(indices), this.#at(x), factor, x.rows, x.cols)
  }

  addScaled(a: Tensor, b: Tensor, factor: number): Tensor {
    requireSameShape('addScaled', a, b)
    const out = this.#tensor(a.rows, a.cols)
    this.#kernels.addScaled(this.#at(a), this.#at(b), factor, this.#at(out), size(a))
    return out
  }

  accumulate(into: Tensor, x: Tensor, factor: number): void {
    requireSameShape('accumulate', into, x)
    this.#kernels.addScaled(this.#at(into), this.#at(x), factor, this.#at(into), size(x))
  }

  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor {
    requireShape('scaleByScalar', scalar, 1, 1)
    const out = this.#tensor(x.rows, x.cols)
    this.#kernels.scaleByScalar(this.#at(x), this.#at(scalar), factor, this.#at(out), size(x))
    return out
  }

  scaleRows(x: Tensor, factors: Tensor): Tensor {
    requireShape('scaleRows', factors, x.rows, 1)
    const out = this.#tensor(x.rows, x.cols)
    this.#kernels.scaleRows(this.#at(x), this.#at(factors), this.#at(out), x.rows, x.cols)
    return out
  }

  rowDot(a: Tensor, b: Tensor): Tensor {
    requireSameShape('rowDot', a, b)
    const out = this.#tensor(a.rows, 1)
    this.#kernels.rowDot(this.#at(a), this.#at(b), this.#at(out), a.rows, a.cols)
    return out
  }

  squaredNorm(x: Tensor): Tensor {
    const out = this.#tensor(1, 1)
    this.#kernels.squaredNorm(this.#at(x), this.#at(out), size(x))
    return out
  }

  logSigmoidLoss(x: Tensor, scale: number): Tensor {
    const out = this.#tensor(1, 1)
    this.#kernels.logSigmoidLoss(this.#at(x), scale, this.#at(out), size(x))
    return out
  }

  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor {
    requireShape('logSigmoidLossBackward', gradient, 1, 1)
    const out = this.#tensor(x.rows, x.cols)
    this.#kernels.logSigmoidLossBackward(this.#at(x), scale, this.#at(gradient), this.#at(out), size(x))
    return out
  }

  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor {
    const { items, width } = attentionSizes(tokens, heads)
    const out = this.#tensor(items, width)
    const count = tokens.length
    this.#withScratch(2 * count, (scratch) => {
      const list = this.#writePointers(scratch, tokens)
      const rest = scratch + 4 * count
      this.#kernels.tokenAttention(list, count, heads, this.#at(out), items, width, rest)
    })
    return out
  }

  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[] {
    const { items, width } = attentionSizes(tokens, heads)
    requireShape('tokenAttentionBackward', gradient, items, width)
    const gradients = tokens.map((token) => this.#tensor(token.rows, token.cols))
    const count = tokens.length
    const from = this.#at(gradient)
    this.#withScratch(4 * count, (scratch) => {
      const list = this.#writePointers(scratch, tokens)
      const into = this.#writePointers(scratch + 4 * count, gradients)
      const rest = scratch + 8 * count
      this.#kernels.tokenAttentionBackward(list, count, heads, from, into, items, width, rest)
    })
    return gradients
  }

  adam(slot: AdamSlot, gradient: Tensor, settings: AdamSettings): void {
    requireAdam(slot, gradient)
    const { learningRate, beta1, beta2, epsilon, step } = settings
    this.#kernels.adam(
      this.#at(slot.parameter),
      this.#at(gradient),
      this.#at(slot.firstMoment),
      this.#at(slot.secondMoment),
      beta1,
      beta2,
      epsilon,
      learningRate / (1 - beta1 ** step),
      1 / (1 - beta2 ** step),
      size(gradient),
    )
  }

  #tensor(rows: number, cols: number): Tensor {
    return this.#handle<WasmTensor>({ rows, cols, offset: this.#arena.allocate(rows * cols * 4) })
  }

  #handle<Handle extends Place>(handle: Handle): Handle {
    this.#handles.push(handle)
    return handle
  }

  #at(handle: Tensor | Indices | Place): number {
    const { offset } = handle as Place
    if (offset === undefined) {
      throw new RangeError('A tensor was used after its release, or belongs to another backend.')
    }
    return offset
  }

  /** Valid until the memory grows next. */
  #view(tensor: Tensor): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, this.#at(tensor), size(tensor))
  }

  #store(values: Int32Array | Float32Array): number {
    const offset = this.#arena.allocate(values.byteLength)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    new Uint8Array(this.#memory.buffer, offset, values.byteLength).set(bytes)
    return offset
  }

  #writePointers(offset: number, tensors: readonly Tensor[]): number {
    const pointers = tensors.map((tensor) => this.#at(tensor))
    new Uint32Array(this.#memory.buffer, offset, pointers.length).set(pointers)
    return offset
  }

  /** Hands over the offset of space for `floats` values, free again afterwards. */
  #withScratch(floats: number, work: (offset: number) => void): void {
    const top = this.#arena.top
    work(this.#arena.allocate(floats * 4))
    this.#arena.release(top)
  }
}

function size(tensor: Tensor): number {
  return tensor.rows * tensor.cols
}
