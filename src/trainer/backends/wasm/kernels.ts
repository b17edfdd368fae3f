import bytes from './assembly/kernels.ts?assemblyscript'

/** Byte offset into the wasm memory. */
type Pointer = number

/** The exports of assembly/kernels.ts. */
export interface Kernels {
  heapBase(): Pointer
  spmm(
    offsets: Pointer,
    columns: Pointer,
    values: Pointer,
    x: Pointer,
    plus: Pointer,
    scale: number,
    out: Pointer,
    rows: number,
    cols: number,
  ): void
  matmul(
    a: Pointer,
    aRowStride: number,
    aColStride: number,
    b: Pointer,
    bRowStride: number,
    bColStride: number,
    out: Pointer,
    m: number,
    k: number,
    n: number,
    scratch: Pointer,
  ): void
  addBias(x: Pointer, bias: Pointer, out: Pointer, rows: number, cols: number): void
  columnSums(x: Pointer, out: Pointer, rows: number, cols: number): void
  gather(x: Pointer, indices: Pointer, out: Pointer, rows: number, cols: number): void
  scatterAdd(into: Pointer, indices: Pointer, x: Pointer, factor: number, rows: number, cols: number): void
  rowDot(a: Pointer, b: Pointer, out: Pointer, rows: number, cols: number): void
  scaleRows(x: Pointer, factors: Pointer, out: Pointer, rows: number, cols: number): void
  addScaled(a: Pointer, b: Pointer, factor: number, out: Pointer, count: number): void
  scaleByScalar(x: Pointer, scalar: Pointer, factor: number, out: Pointer, count: number): void
  squaredNorm(x: Pointer, out: Pointer, count: number): void
  relu(x: Pointer, out: Pointer, count: number): void
  reluBackward(output: Pointer, gradient: Pointer, out: Pointer, count: number): void
  logSigmoidLoss(x: Pointer, scale: number, out: Pointer, count: number): void
  logSigmoidLossBackward(x: Pointer, scale: number, gradient: Pointer, out: Pointer, count: number): void
  tokenAttention(
    tokens: Pointer,
    count: number,
    heads: number,
    out: Pointer,
    items: number,
    width: number,
    scratch: Pointer,
  ): void
  tokenAttentionBackward(
    tokens: Pointer,
    count: number,
    heads: number,
    gradient: Pointer,
    gradients: Pointer,
    items: number,
    width: number,
    scratch: Pointer,
  ): void
  adam(
    parameter: Pointer,
    gradient: Pointer,
    first: Pointer,
    second: Pointer,
    beta1: number,
    beta2: number,
    epsilon: number,
    stepSize: number,
    correction: number,
    count: number,
  ): void
}

/** Whether this machine and runtime have the SIMD instructions that the kernels use. */
export function kernelsSupported(): boolean {
  return WebAssembly.validate(bytes)
}

export function loadKernels(memory: WebAssembly.Memory): Kernels {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  // What a WebAssembly module exports has no types; the parity tests call every kernel.
  return instance.exports as unknown as Kernels
}
