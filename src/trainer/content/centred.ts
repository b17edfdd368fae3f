import type { Matrix } from '../data/features.ts'

/** The matrix with the mean of its rows taken away. */
export function centred({ rows, cols, values }: Matrix): Matrix {
  const means = new Float64Array(cols)
  for (let at = 0; at < values.length; at++)
    means[at % cols] = (means[at % cols] ?? 0) + (values[at] ?? 0) / rows
  return { rows, cols, values: values.map((value, at) => value - (means[at % cols] ?? 0)) }
}

/** The factor that makes the mean of the rows' squared lengths 1; 1 for a matrix of zeros. */
export function unitScale({ rows, values }: Matrix): number {
  let squares = 0
  for (const value of values) squares += value * value
  return squares === 0 ? 1 : Math.sqrt(rows / squares)
}

/** Every value times a factor. */
export function scaledBy({ rows, cols, values }: Matrix, factor: number): Matrix {
  return { rows, cols, values: values.map((value) => value * factor) }
}

/** The columns of matrices with equally many rows side by side. */
export function sideBySide(parts: readonly Matrix[]): Matrix {
  const rows = parts[0]?.rows ?? 0
  const cols = parts.reduce((sum, part) => sum + part.cols, 0)
  const values = new Float32Array(rows * cols)
  let offset = 0
  for (const part of parts) {
    for (let row = 0; row < rows; row++) {
      values.set(part.values.subarray(row * part.cols, (row + 1) * part.cols), row * cols + offset)
    }
    offset += part.cols
  }
  return { rows, cols, values }
}

/** The rows of matrices with equally many columns, one after the other. */
export function stacked(parts: readonly Matrix[]): Matrix {
  const cols = parts[0]?.cols ?? 0
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const values = new Float32Array(rows * cols)
  let at = 0
  for (const part of parts) {
    values.set(part.values, at)
    at += part.values.length
  }
  return { rows, cols, values }
}
