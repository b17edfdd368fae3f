import { Matrix as Float64Matrix } from 'ml-matrix'
import type { Matrix } from '../data/features.ts'

/** For what is solved in double precision. */
export function asFloat64({ rows, cols, values }: Matrix): Float64Matrix {
  return Float64Matrix.from1DArray(rows, cols, values)
}

/** x weights: [rows, cols of the weights], rounded to single precision at the end. */
export function product(x: Matrix, weights: Float64Matrix): Matrix {
  const result = asFloat64(x).mmul(weights)
  return { rows: result.rows, cols: result.columns, values: Float32Array.from(result.to1DArray()) }
}

/** In place: adds to every element of the diagonal of a square matrix. */
export function addToDiagonal(matrix: Float64Matrix, added: number): void {
  for (let k = 0; k < matrix.rows; k++) matrix.set(k, k, matrix.get(k, k) + added)
}
