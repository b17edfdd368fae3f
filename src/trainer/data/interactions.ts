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

  /** @param pairs user, item, user, item, ...: indices in range, in any order; repeats count once */
  static fromPairs(pairs: Int32Array, users: number, items: number): Interactions {
    const keys = new Float64Array(pairs.length / 2)
    for (let p = 0; p < keys.length; p++) keys[p] = (pairs[2 * p] ?? 0) * items + (pairs[2 * p + 1] ?? 0)
    keys.sort()
    const distinct = keys.filter((key, p) => p === 0 || key !== keys[p - 1])
    const offsets = new Int32Array(users + 1)
    const columns = new Int32Array(distinct.length)
    distinct.forEach((key, p) => {
      const user = Math.floor(key / items)
      columns[p] = key - user * items
      offsets[user + 1] = p + 1
    })
    // A user without pairs ends where the user before ends.
    for (let user = 1; user <= users; user++) {
      offsets[user] = Math.max(offsets[user] ?? 0, offsets[user - 1] ?? 0)
    }
    return new Interactions(users, items, offsets, columns)
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
    const counts = new Int32Array(this.items)
    for (const item of this.columns) counts[item] = (counts[item] ?? 0) + 1
    return counts
  }
}
