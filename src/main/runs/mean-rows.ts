/**
 * The mean of the rows that share a key: [distinct keys, dimensions], in the order in which keys first occur.
 *
 * @param matrix row-major [keys.length, dimensions]
 */
export function meanRows(
  matrix: Float32Array,
  dimensions: number,
  keys: readonly number[],
): Float32Array<ArrayBuffer> {
  const rowsOf = Map.groupBy(keys.keys(), (row) => keys[row])
  const means = new Float32Array(rowsOf.size * dimensions)
  let target = 0
  for (const rows of rowsOf.values()) {
    for (let column = 0; column < dimensions; column++) {
      let sum = 0
      for (const row of rows) sum += matrix[row * dimensions + column] ?? 0
      means[target * dimensions + column] = sum / rows.length
    }
    target += 1
  }
  return means
}
