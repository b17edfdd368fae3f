import bytes from './assembly/kernels.ts?assemblyscript'

declare const POINTER: unique symbol

/** A byte offset into the wasm memory. */
export type Pointer = number & { readonly [POINTER]: true }

/** Stands for an operand that is missing. */
export const NO_POINTER = 0 as Pointer

/** What a parameter takes. In AssemblyScript pointer and count are usize, factor is f32 and flag is bool. */
interface Kinds {
  readonly pointer: Pointer
  readonly count: number
  readonly factor: number
  readonly flag: boolean
}

type Parameters = Readonly<Record<string, keyof Kinds>>

/**
 * The kernels of assembly/kernels.ts that do a part of their work per call, with their parameters in order. Each
 * takes begin and end after them, and those with scratch memory the thread's number.
 */
const KERNELS = {
  spmm: {
    offsets: 'pointer',
    columns: 'pointer',
    values: 'pointer',
    rows: 'pointer',
    x: 'pointer',
    xPlaces: 'pointer',
    few: 'flag',
    plus: 'pointer',
    plusPlaces: 'pointer',
    scale: 'factor',
    out: 'pointer',
    cols: 'count',
  },
  adam: {
    parameter: 'pointer',
    firstMoment: 'pointer',
    secondMoment: 'pointer',
    dense: 'pointer',
    rowValues: 'pointer',
    rowPlaces: 'pointer',
    offsets: 'pointer',
    columns: 'pointer',
    values: 'pointer',
    x: 'pointer',
    xPlaces: 'pointer',
    few: 'flag',
    productScale: 'factor',
    beta1: 'factor',
    beta2: 'factor',
    epsilon: 'factor',
    stepSize: 'factor',
    correction: 'factor',
    guard: 'pointer',
    cols: 'count',
    scratch: 'pointer',
  },
  adamRows: {
    parameter: 'pointer',
    firstMoment: 'pointer',
    secondMoment: 'pointer',
    rows: 'pointer',
    gradient: 'pointer',
    beta1: 'factor',
    beta2: 'factor',
    epsilon: 'factor',
    stepSize: 'factor',
    correction: 'factor',
    guard: 'pointer',
    cols: 'count',
  },
  descend: {
    parameter: 'pointer',
    rows: 'pointer',
    gradient: 'pointer',
    rate: 'factor',
    guard: 'pointer',
    cols: 'count',
  },
  gather: { x: 'pointer', indices: 'pointer', out: 'pointer', cols: 'count' },
  scatterAdd: {
    into: 'pointer',
    indices: 'pointer',
    x: 'pointer',
    factor: 'factor',
    count: 'count',
    cols: 'count',
  },
  accumulateRows: { into: 'pointer', rows: 'pointer', x: 'pointer', factor: 'factor', cols: 'count' },
  copyColumns: {
    x: 'pointer',
    fromCols: 'count',
    fromStart: 'count',
    out: 'pointer',
    toCols: 'count',
    toStart: 'count',
    cols: 'count',
  },
  rowDot: { a: 'pointer', b: 'pointer', out: 'pointer', cols: 'count' },
  scaleRows: { x: 'pointer', factors: 'pointer', out: 'pointer', cols: 'count' },
  tripleMargins: {
    x: 'pointer',
    users: 'pointer',
    positives: 'pointer',
    negatives: 'pointer',
    out: 'pointer',
    cols: 'count',
  },
  tripleMarginsBackward: {
    x: 'pointer',
    users: 'pointer',
    positives: 'pointer',
    negatives: 'pointer',
    gradient: 'pointer',
    out: 'pointer',
    count: 'count',
    cols: 'count',
  },
  squaredNorm: { x: 'pointer', weights: 'pointer', partials: 'pointer', rows: 'count', cols: 'count' },
  squaredNormBackward: {
    x: 'pointer',
    weights: 'pointer',
    gradient: 'pointer',
    out: 'pointer',
    cols: 'count',
  },
  inverseNorms: { x: 'pointer', out: 'pointer', cols: 'count' },
  logSumExp: { x: 'pointer', bias: 'pointer', out: 'pointer', cols: 'count' },
  softmaxRows: {
    x: 'pointer',
    bias: 'pointer',
    logSums: 'pointer',
    factors: 'pointer',
    out: 'pointer',
    cols: 'count',
  },
  addBias: { x: 'pointer', bias: 'pointer', out: 'pointer', cols: 'count' },
  columnSums: { x: 'pointer', out: 'pointer', rows: 'count', cols: 'count' },
  matmul: {
    a: 'pointer',
    aRowStride: 'count',
    aColStride: 'count',
    b: 'pointer',
    bRowStride: 'count',
    bColStride: 'count',
    out: 'pointer',
    k: 'count',
    n: 'count',
    scratch: 'pointer',
  },
  addScaled: { a: 'pointer', b: 'pointer', factor: 'factor', out: 'pointer' },
  multiply: { a: 'pointer', b: 'pointer', out: 'pointer' },
  scaleByScalar: { x: 'pointer', scalar: 'pointer', factor: 'factor', out: 'pointer' },
  relu: { x: 'pointer', out: 'pointer' },
  reluBackward: { output: 'pointer', gradient: 'pointer', out: 'pointer' },
  sigmoid: { x: 'pointer', out: 'pointer' },
  sigmoidBackward: { output: 'pointer', gradient: 'pointer', out: 'pointer' },
  tanh: { x: 'pointer', out: 'pointer' },
  tanhBackward: { output: 'pointer', gradient: 'pointer', out: 'pointer' },
  logSigmoidLoss: { x: 'pointer', scale: 'factor', partials: 'pointer', count: 'count' },
  logSigmoidLossBackward: {
    x: 'pointer',
    scale: 'factor',
    gradient: 'pointer',
    out: 'pointer',
    count: 'count',
  },
  tokenAttention: {
    tokens: 'pointer',
    count: 'count',
    heads: 'count',
    out: 'pointer',
    width: 'count',
    scratch: 'pointer',
  },
  tokenAttentionBackward: {
    tokens: 'pointer',
    count: 'count',
    heads: 'count',
    gradient: 'pointer',
    gradients: 'pointer',
    width: 'count',
    scratch: 'pointer',
  },
  topItems: {
    scores: 'pointer',
    items: 'count',
    offsets: 'pointer',
    excluded: 'pointer',
    count: 'count',
    out: 'pointer',
    scratch: 'pointer',
  },
  pairScores: {
    users: 'pointer',
    userRows: 'pointer',
    items: 'pointer',
    itemRows: 'pointer',
    out: 'pointer',
    cols: 'count',
  },
} as const satisfies Readonly<Record<string, Parameters>>

export type KernelName = keyof typeof KERNELS

/** What a call of a kernel says, by the names of the kernel's parameters. */
export type KernelArguments<Name extends KernelName> = {
  readonly [Parameter in keyof (typeof KERNELS)[Name]]: Kinds[(typeof KERNELS)[Name][Parameter] & keyof Kinds]
}

/** In the order of their numbers. */
export const KERNEL_NAMES = Object.keys(KERNELS) as KernelName[]

/** The kinds of a kernel's parameters by their names, in their order. */
export function kernelParameters(name: KernelName): Parameters {
  return KERNELS[name]
}

/** Whether this machine and runtime have the SIMD instructions that the kernels use. */
export function kernelsSupported(): boolean {
  return WebAssembly.validate(bytes)
}

export function compileKernels(): WebAssembly.Module {
  return new WebAssembly.Module(bytes)
}
