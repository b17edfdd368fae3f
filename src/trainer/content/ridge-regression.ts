import { CholeskyDecomposition, Matrix as Float64Matrix } from 'ml-matrix'
import type { Matrix } from '../data/features.ts'
import { addToDiagonal, asFloat64 } from './float64-matrix.ts'

/** y of further rows: [rows, columns of y]. */
export type Predict = (rows: Matrix) => Float64Matrix

/**
 * Ridge regression with an intercept (Hoerl & Kennard 1970) for any number of y over the same x: B = (X'X + 0.01 ridge (n / d) I)^-1 X'Y
 * with X and Y centred, and y(x) = mean(Y) + (x - mean(X)) B. Solved for the rows where they are fewer than the features, which
 * is the same (the push-through identity). What depends on x alone is done once.
 * @param x [n, d]
 * @returns takes y, [n, columns]
 */
export function ridgeRegression(x: Matrix, ridge: number): (y: Float64Matrix) => Predict {
  const penalty = (0.01 * ridge * x.rows) / x.cols
  const features = asFloat64(x)
  const centre = features.mean('column')
  features.subRowVector(centre)
  const transposed = features.transpose()
  const isWide = x.rows < x.cols
  const gram = isWide ? features.mmul(transposed) : transposed.mmul(features)
  addToDiagonal(gram, penalty)
  const factor = new CholeskyDecomposition(gram)
  return (y) => {
    const mean = y.mean('column')
    const centred = y.clone().subRowVector(mean)
    const weights = isWide ? transposed.mmul(factor.solve(centred)) : factor.solve(transposed.mmul(centred))
    const shift = Float64Matrix.rowVector(centre).mmul(weights).to1DArray()
    const intercept = mean.map((value, column) => value - (shift[column] ?? 0))
    return (rows) => asFloat64(rows).mmul(weights).addRowVector(intercept)
  }
}
