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
  for (let place = 0; place < list.length; place++) {
    const row = list[place] ?? -1
    if (row < 0) continue
    const end = next[row] ?? 0
    places[end] = place
    next[row] = end + 1
  }
  return { ends, places }
}

export interface DistinctLists extends InverseLists {
  /** The rows that the list names, in the order in which it first does. */
  readonly rows: Uint32Array<ArrayBuffer>
}

/** The same for the rows alone that the list names: a part for each of `rows`. */
export function distinctInverseLists(list: Int32Array): DistinctLists {
  let bound = 0
  for (const row of list) bound = Math.max(bound, row + 1)
  /** Of each row, counted from 1. */
  const numbers = new Int32Array(bound)
  const rows = new Uint32Array(list.length)
  const renamed = new Int32Array(list.length).fill(-1)
  let distinct = 0
  for (let place = 0; place < list.length; place++) {
    const row = list[place] ?? -1
    if (row < 0) continue
    if (numbers[row] === 0) {
      rows[distinct] = row
      distinct++
      numbers[row] = distinct
    }
    renamed[place] = (numbers[row] ?? 0) - 1
  }
  return { rows: rows.subarray(0, distinct), ...inverseLists(renamed, distinct) }
}
