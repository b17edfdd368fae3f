import type { Backend, Tensor } from '../backends/backend.ts'
import type { Rng } from '../data/rng.ts'

/** Glorot & Bengio 2010, equation 16: uniform in +-sqrt(6 / (rows + cols)). */
export function glorotUniform(rows: number, cols: number, rng: Rng): Float32Array {
  const bound = Math.sqrt(6 / (rows + cols))
  return Float32Array.from({ length: rows * cols }, () => rng.uniform(-bound, bound))
}

/** Of the tables of content models. */
const DEVIATION = 0.1

/** Normal with mean 0 and deviation 0.1, the usual start of collaborative filtering without a paper to follow. */
export function normalValues(rows: number, cols: number, rng: Rng): Float32Array {
  return Float32Array.from({ length: rows * cols }, () => DEVIATION * rng.normal())
}

/**
 * The table of ego embeddings, users first, then items: [users + items, d]. The two parts are
 * initialised as tables of their own.
 */
export function embeddingTable(
  backend: Backend,
  users: number,
  items: number,
  dimensions: number,
  rng: Rng,
): Tensor {
  const values = new Float32Array((users + items) * dimensions)
  values.set(glorotUniform(users, dimensions, rng))
  values.set(glorotUniform(items, dimensions, rng), users * dimensions)
  return backend.upload(values, users + items, dimensions)
}
