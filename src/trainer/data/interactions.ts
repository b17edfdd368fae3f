/** Observed pairs as compressed sparse rows: one row of ascending item indices per user, no repeats. */
export class Interactions {
  readonly users: number
  readonly items: number
  /** User u's items are `columns[offsets[u]]` to `columns[offsets[u + 1] - 1]`. */
  readonly offsets: Int32Array
  readonly columns: Int32Array

  private constructor(users: number, items: number, offsets: Int32Array, columns: Int32Array) {
    this.users = users
    this.items = items
    this.offsets = offsets
    this.columns = columns
  }

  /**
   * Two passes of a counting sort, by item and then by user: linear in the pairs.
   * @param pairs user, item, user, item, ...: indices in range, in any order; repeats count once
   */
  static fromPairs(pairs: Int32Array, users: number, items: number): Interactions {
    const usersByItem = new Int32Array(pairs.length / 2)
    const itemOffsets = bucketOffsets(pairs, 1, items)
    const next = itemOffsets.slice()
    for (let p = 0; p < pairs.length; p += 2) {
      const item = pairs[p + 1] ?? 0
      const place = next[item] ?? 0
      usersByItem[place] = pairs[p] ?? 0
      next[item] = place + 1
    }
    const offsets = bucketOffsets(pairs, 0, users)
    const columns = new Int32Array(usersByItem.length)
    const ends = offsets.slice()
    for (let item = 0; item < items; item++) {
      const end = itemOffsets[item + 1] ?? 0
      for (let p = itemOffsets[item] ?? 0; p < end; p++) {
        const user = usersByItem[p] ?? 0
        const place = ends[user] ?? 0
        // Items come in order, so a repeated pair meets itself at the end of its row.
        if (place > (offsets[user] ?? 0) && columns[place - 1] === item) continue
        columns[place] = item
        ends[user] = place + 1
      }
    }
    return new Interactions(users, items, offsets, closeGaps(offsets, ends, columns))
  }

  get size(): number {
    return this.columns.length
  }

  /** The user's items, ascending. A view. */
  itemsOf(user: number): Int32Array {
    return this.columns.subarray(this.offsets[user], this.offsets[user + 1])
  }

  degreeOf(user: number): number {
    return (this.offsets[user + 1] ?? 0) - (this.offsets[user] ?? 0)
  }

  /** How many users have each item. */
  itemCounts(): Int32Array {
    const { columns } = this
    const counts = new Int32Array(this.items)
    for (let p = 0; p < columns.length; p++) {
      const item = columns[p] ?? 0
      counts[item] = (counts[item] ?? 0) + 1
    }
    return counts
  }
}

/** Where each bucket starts, and after the last one where it ends, if the pairs are sorted by one of their members. */
function bucketOffsets(pairs: Int32Array, member: 0 | 1, buckets: number): Int32Array {
  const offsets = new Int32Array(buckets + 1)
  for (let p = member; p < pairs.length; p += 2) {
    const bucket = pairs[p] ?? 0
    offsets[bucket + 1] = (offsets[bucket + 1] ?? 0) + 1
  }
  for (let bucket = 1; bucket <= buckets; bucket++) {
    offsets[bucket] = (offsets[bucket] ?? 0) + (offsets[bucket - 1] ?? 0)
  }
  return offsets
}

/** Moves the rows together where repeats left gaps between `ends` and the next offset; changes both lists. */
function closeGaps(offsets: Int32Array, ends: Int32Array, columns: Int32Array): Int32Array {
  const rows = offsets.length - 1
  let length = 0
  for (let row = 0; row < rows; row++) {
    const start = offsets[row] ?? 0
    const end = ends[row] ?? 0
    offsets[row] = length
    if (start !== length) columns.copyWithin(length, start, end)
    length += end - start
  }
  offsets[rows] = length
  return length === columns.length ? columns : columns.slice(0, length)
}
