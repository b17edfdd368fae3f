/** A list turned round: for each row, the places in the list that name it, in the list's order. */
export interface InverseLists {
  /** The part of row r is places[ends[r]] to places[ends[r + 1] - 1]. */
  readonly ends: Uint32Array<ArrayBuffer>
  readonly places: Uint32Array<ArrayBuffer>
}

/** @param list rows below `rows`; one below 0 is passed over */
export function inverseLists(list: Int32Array, rows: number): InverseLists {
  const ends = new Uint32Array(rows + 1)
  for (const row of list) {
    if (row >= 0) ends[row + 1] = (ends[row + 1] ?? 0) + 1
  }
  for (let row = 0; row < rows; row++) ends[row + 1] = (ends[row + 1] ?? 0) + (ends[row] ?? 0)
  const places = new Uint32Array(ends[rows] ?? 0)
  const next = ends.slice()
  list.forEach((row, place) => {
    if (row < 0) return
    const end = next[row] ?? 0
    places[end] = place
    next[row] = end + 1
  })
  return { ends, places }
}

export interface DistinctLists extends InverseLists {
  /** The rows that the list names, in the order in which it first does. */
  readonly rows: Uint32Array<ArrayBuffer>
}

/** The same for the rows alone that the list names: a part for each of `rows`. */
export function distinctInverseLists(list: Int32Array): DistinctLists {
  const numbers = new Map<number, number>()
  const renamed = list.map((row) => {
    if (row < 0) return -1
    const number = numbers.get(row) ?? numbers.size
    numbers.set(row, number)
    return number
  })
  return { rows: Uint32Array.from(numbers.keys()), ...inverseLists(renamed, numbers.size) }
}
