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
    // X is centred, so that X'Y is the same whether Y is or not.
    const weights = isWide
      ? transposed.mmul(factor.solve(y.clone().subRowVector(mean)))
      : factor.solve(transposedProduct(features, y))
    const shift = Float64Matrix.rowVector(centre).mmul(weights).to1DArray()
    const intercept = mean.map((value, column) => value - (shift[column] ?? 0))
    return (rows) => asFloat64(rows).mmul(weights).addRowVector(intercept)
  }
}

/** x'y for a y that is mostly zeros, which cost nothing: [columns of x, columns of y]. */
function transposedProduct(x: Float64Matrix, y: Float64Matrix): Float64Matrix {
  const sums = Array.from({ length: y.columns }, () => new Float64Array(x.columns))
  for (let row = 0; row < y.rows; row++) {
    const features = x.getRow(row)
    sums.forEach((sum, column) => {
      const weight = y.get(row, column)
      if (weight === 0) return
      for (let k = 0; k < features.length; k++) sum[k] = (sum[k] ?? 0) + weight * (features[k] ?? 0)
    })
  }
  return new Float64Matrix(sums.map((sum) => Array.from(sum))).transpose()
}
