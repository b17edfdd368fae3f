import { CholeskyDecomposition, Matrix as Float64Matrix } from 'ml-matrix'
import type { Matrix } from '../data/features.ts'

/** Keeps the Cholesky factor from failing where the differences span fewer directions than there are features. */
const JITTER = 1e-6

/**
 * Content weighed by what negatives change: x L with S = mean (x_i - x_i^-)(x_i - x_i^-)' and L L' = S + 1e-6 I. A taste
 * with a unit Gaussian prior in that space has the prior covariance S in the space of the content: only directions in
 * which items differ from their negatives count.
 * @param items [items, d]
 * @param differences x_i - x_i^- of each negative, [negatives, d]
 */
export function weighedByDifferences(items: Matrix, differences: Matrix): Matrix {
  const d = asFloat64(differences)
  const covariance = d.transpose().mmul(d).div(differences.rows)
  for (let k = 0; k < covariance.rows; k++) covariance.set(k, k, covariance.get(k, k) + JITTER)
  const { lowerTriangularMatrix } = new CholeskyDecomposition(covariance)
  const values = Float32Array.from(asFloat64(items).mmul(lowerTriangularMatrix).to1DArray())
  return { rows: items.rows, cols: items.cols, values }
}

function asFloat64({ rows, cols, values }: Matrix): Float64Matrix {
  return Float64Matrix.from1DArray(rows, cols, values)
}
