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
  const isGone = new Uint8Array(rows.length)
  // A user is its number, an item the number after the last user's and its own.
  const queue: number[] = []
  for (const key of users.below(k)) queue.push(key)
  for (const key of items.below(k)) queue.push(users.size + key)
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const isUser = key < users.size
    const own = isUser ? users : items
    const other = isUser ? items : users
    for (const place of own.placesOf(isUser ? key : key - users.size)) {
      if (isGone[place] === 1) continue
      isGone[place] = 1
      const neighbor = other.keyAt(place)
      if (other.lose(neighbor) === k - 1) queue.push(isUser ? users.size + neighbor : neighbor)
    }
  }
  return rows.filter((_, place) => isGone[place] === 0)
}

/** The users, or the items: how many rows each has left, and where these stand. */
class Side {
  readonly size: number
  readonly #rows: Int32Array
  readonly #keys: Int32Array
  readonly #left: Int32Array
  readonly #starts: Int32Array
  /** Places in the rows, by key. */
  readonly #places: Int32Array

  constructor(rows: Int32Array, keys: Int32Array) {
    this.#rows = rows
    this.#keys = keys
    this.#left = countBy(rows, keys)
    this.size = this.#left.length
    this.#starts = new Int32Array(this.size + 1)
    for (let key = 0; key < this.size; key++) {
      this.#starts[key + 1] = (this.#starts[key] ?? 0) + (this.#left[key] ?? 0)
    }
    this.#places = new Int32Array(rows.length)
    const fill = this.#starts.slice()
    for (let place = 0; place < rows.length; place++) {
      const key = this.keyAt(place)
      const next = fill[key] ?? 0
      this.#places[next] = place
      fill[key] = next + 1
    }
  }

  keyAt(place: number): number {
    return this.#keys[this.#rows[place] ?? 0] ?? 0
  }

  placesOf(key: number): Int32Array {
    return this.#places.subarray(this.#starts[key], this.#starts[key + 1])
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
  let largest = -1
  for (const row of rows) largest = Math.max(largest, keys[row] ?? 0)
  const counts = new Int32Array(largest + 1)
  for (const row of rows) {
    const key = keys[row] ?? 0
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
