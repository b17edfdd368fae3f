import type { Backend, Tensor } from './backend.ts'

/** factor * x, a new tensor. */
export function scaled(backend: Backend, x: Tensor, factor: number): Tensor {
  return backend.scaleByScalar(x, backend.upload([1], 1, 1), factor)
}
