/** Rows of each user, in the order in which they were given. */
export interface RowsByUser {
  /** Where user u's rows begin in `rows`; one more entry than users. */
  starts: Int32Array
  rows: Int32Array
}

/** Counting sort: a million rows take some milliseconds, which a comparison sort would not. */
export function rowsByUser(rows: Int32Array, user: Int32Array, users: number): RowsByUser {
  const starts = new Int32Array(users + 1)
  for (const row of rows) {
    const next = (user[row] ?? 0) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let index = 0; index < users; index++) {
    starts[index + 1] = (starts[index + 1] ?? 0) + (starts[index] ?? 0)
  }
  const fill = starts.slice()
  const grouped = new Int32Array(rows.length)
  for (const row of rows) {
    const owner = user[row] ?? 0
    const place = fill[owner] ?? 0
    grouped[place] = row
    fill[owner] = place + 1
  }
  return { starts, rows: grouped }
}

/** Each user's rows; a view, which the caller may sort. */
export function* eachUser(groups: RowsByUser): Generator<Int32Array> {
  for (let user = 0; user + 1 < groups.starts.length; user++) {
    yield groups.rows.subarray(groups.starts[user], groups.starts[user + 1])
  }
}

/** The rows 0 to n - 1. */
export function allRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row)
}

/** Old enough to come before everything that has a time. */
export function timeOrOldest(timestamp: number | undefined): number {
  return timestamp === undefined || Number.isNaN(timestamp) ? Number.NEGATIVE_INFINITY : timestamp
}
