import type * as tfjs from '@tensorflow/tfjs-core'

/** Every function of the `tf` namespace that the backend calls; loading checks that they are there. */
export const TENSORFLOW_FUNCTIONS = [
  'add',
  'cast',
  'concat',
  'div',
  'exp',
  'gatherND',
  'greater',
  'isFinite',
  'less',
  'logicalAnd',
  'logSumExp',
  'matMul',
  'mean',
  'mul',
  'relu',
  'reshape',
  'sigmoid',
  'slice',
  'softmax',
  'softplus',
  'sqrt',
  'square',
  'sub',
  'sum',
  'tanh',
  'tensor',
  'tensor2d',
  'tidy',
  'tile',
  'where',
  'zeros',
  'zerosLike',
] as const satisfies readonly (keyof typeof tfjs)[]

/**
 * The part of TensorFlow.js that the backend computes with. Only types come from the package: the caller that makes
 * a backend brings the functions, so that a run on another backend loads none of them.
 */
export type TensorFlow = Pick<typeof tfjs, (typeof TENSORFLOW_FUNCTIONS)[number]>

// TensorFlow's tensors never change: what the trainer writes in place is replaced.
export type Matrix = tfjs.Tensor2D
export type Blocks = tfjs.Tensor3D
export type AnyTensor = tfjs.Tensor
