import type { CompressedRows } from '../backend.ts'

/** Rows of about the same length, padded to one: `columns` and `weights` are [rows, width], row after row. */
export interface Slice {
  readonly rows: number
  readonly width: number
  readonly columns: Int32Array
  readonly weights: Float32Array
}

export interface EllpackPlan {
  readonly slices: readonly Slice[]
  /** Where each row of the matrix is in the slices, laid end to end; for an empty row, their number of rows. */
  readonly places: Int32Array
}

/**
 * Sorts the rows of a sparse matrix by length and cuts them into slices of equal width: sliced ELLPACK
 * (Monakov et al. 2010; sorted: Kreutzer et al. 2014). Widths are 1, 2, 3, 4, 6, 8, 12, 16, ...: few slices, and
 * less than a third is padding.
 *
 * Padding repeats a column of the same row with weight 0, so that a NaN elsewhere stays there.
 *
 * @param most entries of a slice, padding included, unless one row alone has more
 */
export function planSlices(matrix: CompressedRows, most: number): EllpackPlan {
  const slices: Slice[] = []
  const order: number[] = []
  for (const [width, rows] of rowsByWidth(matrix)) {
    const together = Math.max(Math.floor(most / width), 1)
    for (let start = 0; start < rows.length; start += together) {
      slices.push(fillSlice(matrix, rows.slice(start, start + together), width))
    }
    for (const row of rows) order.push(row)
  }
  return { slices, places: placesOf(order, matrix.rows) }
}

/** Where each of `count` things is in the order; the order's length for one that is not in it. */
export function placesOf(order: readonly number[] | Int32Array, count: number): Int32Array {
  const places = new Int32Array(count).fill(order.length)
  order.forEach((thing, place) => {
    places[thing] = place
  })
  return places
}

/** The least of 1, 2, 3, 4, 6, 8, 12, 16, ... that is not less than `entries`. */
export function paddedWidth(entries: number): number {
  let power = 1
  while (power < entries) power *= 2
  const between = (power / 4) * 3
  return Number.isInteger(between) && between >= entries ? between : power
}

/** Rows that are not empty, in ascending order, by ascending width. */
function rowsByWidth({ rows, offsets }: CompressedRows): [width: number, rows: number[]][] {
  const byWidth = new Map<number, number[]>()
  for (let row = 0; row < rows; row++) {
    const entries = (offsets[row + 1] ?? 0) - (offsets[row] ?? 0)
    if (entries === 0) continue
    const width = paddedWidth(entries)
    const same = byWidth.get(width)
    if (same === undefined) byWidth.set(width, [row])
    else same.push(row)
  }
  return [...byWidth].sort(([a], [b]) => a - b)
}

function fillSlice({ offsets, columns, values }: CompressedRows, rows: number[], width: number): Slice {
  const slice: Slice = {
    rows: rows.length,
    width,
    columns: new Int32Array(rows.length * width),
    weights: new Float32Array(rows.length * width),
  }
  rows.forEach((row, slot) => {
    const [start, end] = [offsets[row] ?? 0, offsets[row + 1] ?? 0]
    const at = slot * width
    slice.columns.set(columns.subarray(start, end), at)
    slice.columns.fill(columns[end - 1] ?? 0, at + end - start, at + width)
    slice.weights.set(values.subarray(start, end), at)
  })
  return slice
}
