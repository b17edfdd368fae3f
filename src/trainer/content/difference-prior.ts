import { CholeskyDecomposition } from 'ml-matrix'
import type { Matrix } from '../data/features.ts'
import { addToDiagonal, asFloat64, product } from './float64-matrix.ts'

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
  addToDiagonal(covariance, JITTER)
  const { lowerTriangularMatrix } = new CholeskyDecomposition(covariance)
  return product(items, lowerTriangularMatrix)
}
