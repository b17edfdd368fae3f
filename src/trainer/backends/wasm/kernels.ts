import bytes from './assembly/kernels.ts?assemblyscript'

/** The kernels of assembly/kernels.ts that do a part of their work per call, in the order of their numbers. */
export const KERNEL_NAMES = [
  'spmm',
  'adam',
  'gather',
  'scatterAdd',
  'accumulateRows',
  'rowDot',
  'scaleRows',
  'tripleMargins',
  'tripleMarginsBackward',
  'squaredNorm',
  'squaredNormBackward',
  'addBias',
  'columnSums',
  'matmul',
  'addScaled',
  'scaleByScalar',
  'relu',
  'reluBackward',
  'logSigmoidLoss',
  'logSigmoidLossBackward',
  'tokenAttention',
  'tokenAttentionBackward',
  'topItems',
  'highestScoring',
] as const

export type KernelName = (typeof KERNEL_NAMES)[number]

/** Whether this machine and runtime have the SIMD instructions that the kernels use. */
export function kernelsSupported(): boolean {
  return WebAssembly.validate(bytes)
}

export function compileKernels(): WebAssembly.Module {
  return new WebAssembly.Module(bytes)
}
