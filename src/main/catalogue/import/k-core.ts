import { type RowsByKey, rowsByKey } from './by-key.ts'

/**
 * The k-core of a bipartite graph: the largest set of interactions in which every user and every item has at
 * least `k` of them. Peels users and items off as they fall below `k`, each once (Batagelj & Zaversnik 2003, "An
 * O(m) algorithm for cores decomposition of networks"): linear in the rows, however long a chain one removal sets off.
 *
 * @param rows interactions, as indexes into `user` and `item`
 * @returns those of `rows` that survive, in their order
 */
export function kCore(rows: Int32Array, user: Int32Array, item: Int32Array, k: number): Int32Array {
  if (k <= 1) return rows
  const users = new Side(rows, user)
  const items = new Side(rows, item)
  /** By row. */
  const isGone = new Uint8Array(user.length)
  // Whose rows go next. A stack, as the order does not matter; a user is its number, an item the number after the last
  // user's and its own.
  const poor: number[] = []
  for (const key of users.below(k)) poor.push(key)
  for (const key of items.below(k)) poor.push(users.size + key)
  for (let key = poor.pop(); key !== undefined; key = poor.pop()) {
    const isUser = key < users.size
    const own = isUser ? users : items
    const other = isUser ? items : users
    for (const row of own.rowsOf(isUser ? key : key - users.size)) {
      if (isGone[row] === 1) continue
      isGone[row] = 1
      const neighbor = other.keyOf(row)
      if (other.lose(neighbor) === k - 1) poor.push(isUser ? users.size + neighbor : neighbor)
    }
  }
  return rows.filter((row) => isGone[row] === 0)
}

/** The users, or the items: which rows each has, and how many of them are left. */
class Side {
  readonly size: number
  readonly #keys: Int32Array
  readonly #left: Int32Array
  readonly #groups: RowsByKey

  constructor(rows: Int32Array, keys: Int32Array) {
    this.#keys = keys
    this.size = keysOf(rows, keys)
    this.#groups = rowsByKey(rows, keys, this.size)
    const { starts } = this.#groups
    this.#left = starts.subarray(1).map((end, key) => end - (starts[key] ?? 0))
  }

  keyOf(row: number): number {
    return this.#keys[row] ?? 0
  }

  rowsOf(key: number): Int32Array {
    const { starts, rows } = this.#groups
    return rows.subarray(starts[key], starts[key + 1])
  }

  /** Keys that have rows, but fewer than `k`. */
  *below(k: number): Generator<number> {
    for (const [key, left] of this.#left.entries()) if (left > 0 && left < k) yield key
  }

  /** @returns how many rows the key has left without one of them */
  lose(key: number): number {
    const left = (this.#left[key] ?? 0) - 1
    this.#left[key] = left
    return left
  }
}

/** How many of the rows each key has; keys count from 0. */
export function countBy(rows: Int32Array, keys: Int32Array): Int32Array {
  const counts = new Int32Array(keysOf(rows, keys))
  for (const row of rows) {
    const key = keys[row] ?? 0
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

/** How many keys there are, up to the largest that a row has. */
function keysOf(rows: Int32Array, keys: Int32Array): number {
  let largest = -1
  for (let index = 0; index < rows.length; index++) largest = Math.max(largest, keys[rows[index] ?? 0] ?? 0)
  return largest + 1
}
