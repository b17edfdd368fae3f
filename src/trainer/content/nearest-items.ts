import type { CompressedRows } from '../backends/backend.ts'
import type { Matrix } from '../data/features.ts'

/** Rows and columns of a tile of dot products: as many sums as the processor keeps in registers. */
const TILE = 4
/** Columns that pass by all rows while they are in the cache. A multiple of TILE. */
const BAND = 64

/**
 * The k nearest items of each item by the cosine of their features, itself among them unless k others are as near, as [items, items] with the
 * cosines as values, columns ascending; of equal cosines the lower index. An item whose features are all 0 has no
 * direction: it has no neighbours and is nobody's.
 *
 * Exact, in items^2 / 2 cosines of `cols` products each. In plain code, so that every backend gets the same graph.
 * @param features [items, cols]
 */
export function nearestItems(features: Matrix, k: number): CompressedRows {
  const unit = unitRows(features)
  const lists = new NearestLists(features.rows, Math.min(k, features.rows))
  const tile = new Float64Array(TILE * TILE)
  for (let band = 0; band < unit.rows; band += BAND) {
    const bandEnd = Math.min(band + BAND, unit.rows)
    // Two items meet once, and each is offered to the other. A list gets its candidates in ascending order all the same.
    for (let row = 0; row < bandEnd; row += TILE) {
      for (let column = Math.max(band, row); column < bandEnd; column += TILE) {
        dotProducts(unit, row, column, tile)
        for (let at = 0; at < tile.length; at++) {
          const i = row + Math.floor(at / TILE)
          const j = column + (at % TILE)
          if (i > j || unit.directed[i] !== 1 || unit.directed[j] !== 1) continue
          const cosine = tile[at] ?? 0
          lists.offer(i, j, cosine)
          if (i !== j) lists.offer(j, i, cosine)
        }
      }
    }
  }
  return lists.compressed()
}

interface UnitRows {
  /** A multiple of TILE; those beyond the items are zeros. */
  readonly rows: number
  readonly cols: number
  readonly values: Float32Array
  /** 1 where the row has a direction. */
  readonly directed: Uint8Array
}

function unitRows({ rows: items, cols, values }: Matrix): UnitRows {
  const rows = Math.ceil(items / TILE) * TILE
  const unit = new Float32Array(rows * cols)
  const directed = new Uint8Array(rows)
  for (let item = 0; item < items; item++) {
    let squares = 0
    for (let at = item * cols; at < (item + 1) * cols; at++) squares += (values[at] ?? 0) ** 2
    if (squares === 0) continue
    directed[item] = 1
    const inverse = 1 / Math.sqrt(squares)
    for (let at = item * cols; at < (item + 1) * cols; at++) unit[at] = (values[at] ?? 0) * inverse
  }
  return { rows, cols, values: unit, directed }
}

/** The products of rows `row` to `row + 3` with rows `column` to `column + 3`, row after row. */
function dotProducts({ cols, values }: UnitRows, row: number, column: number, into: Float64Array): void {
  for (let i = 0; i < TILE; i++) {
    const a = (row + i) * cols
    let p = column * cols
    let q = p + cols
    let r = q + cols
    let s = r + cols
    let [toP, toQ, toR, toS] = [0, 0, 0, 0]
    for (let at = a; at < a + cols; at++) {
      const value = values[at] ?? 0
      toP += value * (values[p++] ?? 0)
      toQ += value * (values[q++] ?? 0)
      toR += value * (values[r++] ?? 0)
      toS += value * (values[s++] ?? 0)
    }
    into.set([toP, toQ, toR, toS], i * TILE)
  }
}

/** Per item its nearest so far, best first. */
class NearestLists {
  readonly #items: number
  readonly #k: number
  readonly #lengths: Int32Array
  readonly #columns: Int32Array
  readonly #cosines: Float64Array

  constructor(items: number, k: number) {
    this.#items = items
    this.#k = k
    this.#lengths = new Int32Array(items)
    this.#columns = new Int32Array(items * k)
    this.#cosines = new Float64Array(items * k)
  }

  /** Of candidates that are equally near, the one that was offered first stays before the other. */
  offer(item: number, candidate: number, cosine: number): void {
    const start = item * this.#k
    const length = this.#lengths[item] ?? 0
    const full = length === this.#k
    if (full && !(cosine > (this.#cosines[start + length - 1] ?? 0))) return
    let place = start + (full ? length - 1 : length)
    for (; place > start && cosine > (this.#cosines[place - 1] ?? 0); place--) {
      this.#cosines[place] = this.#cosines[place - 1] ?? 0
      this.#columns[place] = this.#columns[place - 1] ?? 0
    }
    this.#cosines[place] = cosine
    this.#columns[place] = candidate
    if (!full) this.#lengths[item] = length + 1
  }

  compressed(): CompressedRows {
    const offsets = new Int32Array(this.#items + 1)
    this.#lengths.forEach((length, item) => {
      offsets[item + 1] = (offsets[item] ?? 0) + length
    })
    const entries = offsets[this.#items] ?? 0
    const columns = new Int32Array(entries)
    const values = new Float32Array(entries)
    this.#lengths.forEach((length, item) => {
      const start = item * this.#k
      const order = Array.from({ length }, (_, rank) => start + rank)
      order.sort((a, b) => (this.#columns[a] ?? 0) - (this.#columns[b] ?? 0))
      order.forEach((from, place) => {
        const to = (offsets[item] ?? 0) + place
        columns[to] = this.#columns[from] ?? 0
        values[to] = this.#cosines[from] ?? 0
      })
    })
    return { rows: this.#items, cols: this.#items, offsets, columns, values }
  }
}
