import type { Backend, Tensor } from '../backends/backend.ts'
import type { Generator } from '../data/generator.ts'

/** Glorot & Bengio 2010, equation 16: uniform in +-sqrt(6 / (rows + cols)). */
export function glorotUniform(rows: number, cols: number, generator: Generator): Float32Array {
  const bound = Math.sqrt(6 / (rows + cols))
  return Float32Array.from({ length: rows * cols }, () => generator.uniform(-bound, bound))
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
  generator: Generator,
): Tensor {
  const values = new Float32Array((users + items) * dimensions)
  values.set(glorotUniform(users, dimensions, generator))
  values.set(glorotUniform(items, dimensions, generator), users * dimensions)
  return backend.upload(values, users + items, dimensions)
}
