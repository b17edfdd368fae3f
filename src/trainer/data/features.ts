import type { FeatureName } from '#shared/training/features.ts'

export interface Matrix {
  readonly rows: number
  readonly cols: number
  /** Row after row. */
  readonly values: Float32Array
}

/** Matrices of a run's input by name; those that the model's descriptor names are there. */
export type Features = Readonly<Partial<Record<FeatureName, Matrix>>>

/** @throws Error for a matrix that the model's descriptor should have named */
export function featureMatrix(features: Features, name: FeatureName): Matrix {
  const matrix = features[name]
  if (matrix === undefined) throw new Error(`The run's input has no ${name}.`)
  return matrix
}

/**
 * The mean of the rows that share a key: [distinct keys, cols], in the order in which keys first occur.
 * @param keys of the rows
 */
export function meanRows({ cols, values }: Matrix, keys: ArrayLike<number>): Matrix {
  const rowsOf = Map.groupBy(Array.from(keys).keys(), (row) => keys[row])
  const means = new Float32Array(rowsOf.size * cols)
  let target = 0
  for (const rows of rowsOf.values()) {
    for (let column = 0; column < cols; column++) {
      let sum = 0
      for (const row of rows) sum += values[row * cols + column] ?? 0
      means[target * cols + column] = sum / rows.length
    }
    target += 1
  }
  return { rows: rowsOf.size, cols, values: means }
}

/** Rows of a matrix in the given order; repeats allowed. */
export function chosenRows({ cols, values }: Matrix, rows: Int32Array): Matrix {
  const chosen = new Float32Array(rows.length * cols)
  rows.forEach((row, place) => {
    chosen.set(values.subarray(row * cols, (row + 1) * cols), place * cols)
  })
  return { rows: rows.length, cols, values: chosen }
}
