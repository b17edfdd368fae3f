import { setImmediate } from 'node:timers/promises'
import { CUTOFFS, type Metrics } from '#shared/training/metrics.ts'

/** Row after row, [rows, cols]. */
interface Rows<Values> {
  readonly rows: number
  readonly cols: number
  readonly values: Values
}

/** Between pages the engine answers its windows. */
const LISTS_PER_PAGE = 200

/**
 * `ild@k` for every cutoff k: 1 - cosine, mean over the pairs of a list's first k items, mean over the lists (Ziegler et al. 2005, as a
 * distance). The square of the sum of a list's unit vectors is the sum of all cosines, so that no pair is looked at. An item
 * without content has a cosine of 0 to all; a list of one item has a distance of 0.
 *
 * @param lists items, best first; -1 where a list has no more
 * @param content of each item, in any scale
 * @throws the signal's reason once it is aborted
 */
export async function intraListDistances(
  lists: Rows<Int32Array>,
  content: Rows<Float32Array>,
  signal?: AbortSignal,
): Promise<Metrics> {
  const unit = unitRows(content)
  const sums = CUTOFFS.map(() => 0)
  for (let list = 0; list < lists.rows; list++) {
    const items = lists.values.subarray(list * lists.cols, (list + 1) * lists.cols)
    distancesOf(items, unit).forEach((distance, c) => {
      sums[c] = (sums[c] ?? 0) + distance
    })
    if (list % LISTS_PER_PAGE === 0) {
      await setImmediate()
      signal?.throwIfAborted()
    }
  }
  return Object.fromEntries(CUTOFFS.map((cutoff, c) => [`ild@${cutoff}`, (sums[c] ?? 0) / lists.rows]))
}

/** Of one list, at each cutoff. */
function distancesOf(items: Int32Array, { cols, values }: Rows<Float32Array>): number[] {
  const sum = new Float64Array(cols)
  let place = 0
  /** Items with content, each of which has a cosine of 1 to itself. */
  let selves = 0
  return CUTOFFS.map((cutoff) => {
    for (; place < cutoff && (items[place] ?? -1) >= 0; place++) {
      const start = (items[place] ?? 0) * cols
      let square = 0
      for (let k = 0; k < cols; k++) {
        const value = values[start + k] ?? 0
        sum[k] = (sum[k] ?? 0) + value
        square += value * value
      }
      if (square > 0) selves++
    }
    if (place < 2) return 0
    let cosines = -selves
    for (let k = 0; k < cols; k++) cosines += (sum[k] ?? 0) ** 2
    return 1 - cosines / (place * (place - 1))
  })
}

function unitRows({ rows, cols, values }: Rows<Float32Array>): Rows<Float32Array> {
  const unit = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    let square = 0
    for (let k = row * cols; k < (row + 1) * cols; k++) square += (values[k] ?? 0) ** 2
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    for (let k = row * cols; k < (row + 1) * cols; k++) unit[k] = (values[k] ?? 0) * scale
  }
  return { rows, cols, values: unit }
}
