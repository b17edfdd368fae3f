import { type Gradient, isRowTensor, type Operand, type SparseMatrix, type Tensor } from '../backend.ts'
import { matrixOf, rowSetOf, sparseOf } from './handles.ts'
import { placeRows } from './rows.ts'
import type { Matrix, TensorFlow } from './tensorflow-api.ts'

/** All rows of an operand. */
export function dense(tf: TensorFlow, operand: Operand): Matrix {
  if (!isRowTensor(operand)) return matrixOf(operand)
  const { rows, values } = operand
  if (rows.length === 0) return tf.zeros([rows.of, values.cols])
  return placeRows(tf, [matrixOf(values)], rowSetOf(rows).places, values.cols)
}

/** a x; not empty. */
export function product(tf: TensorFlow, a: SparseMatrix, x: Matrix): Matrix {
  return a.entries === 0 ? tf.zeros([a.rows, x.shape[1]]) : sparseOf(a).multiply(x)
}

/** The sum of a gradient's parts; not empty. */
export function total(tf: TensorFlow, gradient: Gradient): Matrix {
  const parts: Matrix[] = []
  if (gradient.dense !== null) parts.push(matrixOf(gradient.dense))
  if (gradient.rows !== null) parts.push(dense(tf, gradient.rows))
  if (gradient.product !== null) {
    const { matrix, x, scale } = gradient.product
    parts.push(scaled(tf, product(tf, matrix, dense(tf, x)), scale))
  }
  return parts.reduce((sum, part): Matrix => tf.add(sum, part))
}

/** factor * x */
export function scaled(tf: TensorFlow, x: Matrix, factor: number): Matrix {
  return factor === 1 ? x : tf.mul(x, factor)
}

/** a + factor * b */
export function added(tf: TensorFlow, a: Matrix, b: Matrix, factor: number): Matrix {
  return tf.add(a, scaled(tf, b, factor))
}

/** The parts, not all of them empty, below each other (axis 0) or next to each other. */
export function concat(tf: TensorFlow, parts: readonly Tensor[], axis: 0 | 1): Matrix {
  const filled = parts.filter(({ rows, cols }) => rows * cols > 0)
  return tf.concat(filled.map(matrixOf), axis)
}

/** x[r, c] + bias[c] */
export function logits(tf: TensorFlow, x: Tensor, bias: Tensor | null): Matrix {
  return bias === null ? matrixOf(x) : tf.add(matrixOf(x), tf.reshape(matrixOf(bias), [1, x.cols]))
}

/** 1 / sqrt(x), or 0 for 1e-24 or less. */
export function inverseRoots(tf: TensorFlow, x: Matrix): Matrix {
  return tf.where(tf.greater(x, 1e-24), tf.div(1, tf.sqrt(x)), tf.zerosLike(x))
}
