import type { CompressedRows } from '../backend.ts'

/** Entries of a sparse matrix in any order. */
export interface Entries {
  readonly rows: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/**
 * Sorts entries by row and keeps their order within a row: a counting sort. An entry of row -1 is left out;
 * two entries in one place stay two.
 */
export function compressRows(entries: Entries, rows: number, cols: number): CompressedRows {
  const offsets = new Int32Array(rows + 1)
  for (const row of entries.rows) {
    if (row >= 0) offsets[row + 1] = (offsets[row + 1] ?? 0) + 1
  }
  for (let row = 0; row < rows; row++) offsets[row + 1] = (offsets[row + 1] ?? 0) + (offsets[row] ?? 0)
  const next = offsets.slice(0, rows)
  const columns = new Int32Array(offsets[rows] ?? 0)
  const values = new Float32Array(columns.length)
  entries.rows.forEach((row, index) => {
    if (row < 0) return
    const at = next[row] ?? 0
    next[row] = at + 1
    columns[at] = entries.columns[index] ?? 0
    values[at] = entries.values[index] ?? 0
  })
  return { rows, cols, offsets, columns, values }
}
