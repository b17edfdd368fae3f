/**
 * The k-core of a bipartite graph: the largest set of interactions in which every user and every item has at
 * least `k` of them. Takes the poorer ones out until none is left, in passes over the rows.
 *
 * @param rows interactions, as indexes into `user` and `item`
 * @returns those of `rows` that survive, in their order
 */
export function kCore(rows: Int32Array, user: Int32Array, item: Int32Array, k: number): Int32Array {
  let alive = rows
  for (;;) {
    const ofUser = countBy(alive, user)
    const ofItem = countBy(alive, item)
    const next = alive.filter(
      (row) => (ofUser[user[row] ?? 0] ?? 0) >= k && (ofItem[item[row] ?? 0] ?? 0) >= k,
    )
    if (next.length === alive.length) return alive
    alive = next
  }
}

/** How many of the rows each key has; keys count from 0. */
export function countBy(rows: Int32Array, keys: Int32Array): Int32Array {
  let largest = -1
  for (const row of rows) largest = Math.max(largest, keys[row] ?? 0)
  const counts = new Int32Array(largest + 1)
  for (const row of rows) {
    const key = keys[row] ?? 0
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
