import type { Backend, CompressedRows, SparseMatrix } from './backend.ts'

/** A sparse matrix and its transpose, which the gradient of its products takes. Of a symmetric one both are the same. */
export interface SparsePair {
  /** [n, m] */
  readonly matrix: SparseMatrix
  /** [m, n] */
  readonly transposed: SparseMatrix
}

export function uploadSparsePair(backend: Backend, matrix: CompressedRows): SparsePair {
  return { matrix: backend.uploadSparse(matrix), transposed: backend.uploadSparse(transposedRows(matrix)) }
}

/** The transpose [cols, rows], the entries of each row in ascending order of their columns. */
export function transposedRows({ rows, cols, offsets, columns, values }: CompressedRows): CompressedRows {
  const starts = new Int32Array(cols + 1)
  for (const column of columns) starts[column + 1] = (starts[column + 1] ?? 0) + 1
  for (let column = 0; column < cols; column++) {
    starts[column + 1] = (starts[column + 1] ?? 0) + (starts[column] ?? 0)
  }
  const next = starts.slice(0, cols)
  const ofRows = new Int32Array(columns.length)
  const moved = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1] ?? 0
    for (let entry = offsets[row] ?? 0; entry < end; entry++) {
      const column = columns[entry] ?? 0
      const to = next[column] ?? 0
      ofRows[to] = row
      moved[to] = values[entry] ?? 0
      next[column] = to + 1
    }
  }
  return { rows: cols, cols: rows, offsets: starts, columns: ofRows, values: moved }
}
