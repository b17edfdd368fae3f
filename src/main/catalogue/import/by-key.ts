/** Rows of each key, in the order in which they were given. */
export interface RowsByKey {
  /** Where key k's rows begin in `rows`; one more entry than keys. */
  starts: Int32Array
  rows: Int32Array
}

/**
 * Counting sort: a million rows take some milliseconds, which a comparison sort would not.
 *
 * @param keys by row, a number from 0
 * @param count how many keys there are
 */
export function rowsByKey(rows: Int32Array, keys: Int32Array, count: number): RowsByKey {
  const starts = new Int32Array(count + 1)
  for (let index = 0; index < rows.length; index++) {
    const next = (keys[rows[index] ?? 0] ?? 0) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let key = 0; key < count; key++) {
    starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0)
  }
  const fill = starts.slice()
  const grouped = new Int32Array(rows.length)
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    const key = keys[row] ?? 0
    const place = fill[key] ?? 0
    grouped[place] = row
    fill[key] = place + 1
  }
  return { starts, rows: grouped }
}

/** Each key's rows; a view, which the caller may sort. */
export function* eachGroup({ starts, rows }: RowsByKey): Generator<Int32Array> {
  for (let key = 0; key + 1 < starts.length; key++) yield rows.subarray(starts[key], starts[key + 1])
}

/** The rows 0 to n - 1. */
export function allRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row)
}

/** Old enough to come before everything that has a time. */
export function timeOrOldest(timestamp: number | undefined): number {
  return timestamp === undefined || Number.isNaN(timestamp) ? Number.NEGATIVE_INFINITY : timestamp
}
