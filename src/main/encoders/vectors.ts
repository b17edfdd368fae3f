/** Scales a vector to length 1 in place; a zero vector stays zero. */
export function normalise(vector: Float32Array): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  if (squares > 0) {
    const scale = 1 / Math.sqrt(squares)
    for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] ?? 0) * scale
  }
  return vector
}

/** Scales every row [dimensions] of a row-major matrix to length 1 in place; a zero row stays zero. */
export function normaliseRows(matrix: Float32Array, dimensions: number): Float32Array {
  for (let index = 0; index < matrix.length / dimensions; index++) normalise(row(matrix, index, dimensions))
  return matrix
}

/**
 * Cosine of two unit (or zero) vectors, in [-1, 1]. A zero vector is at right angles to everything (0),
 * since it says nothing; only two zero vectors are alike (1): nothing tells them apart.
 */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  let aSquares = 0
  let bSquares = 0
  for (let index = 0; index < a.length; index++) {
    const x = a[index] ?? 0
    const y = b[index] ?? 0
    sum += x * y
    aSquares += x * x
    bSquares += y * y
  }
  if (aSquares === 0 && bSquares === 0) return 1
  return Math.min(1, Math.max(-1, sum))
}

/** Row `index` of a row-major matrix, as a view. */
export function row(matrix: Float32Array, index: number, dimensions: number): Float32Array {
  return matrix.subarray(index * dimensions, (index + 1) * dimensions)
}
