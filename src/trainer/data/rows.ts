/**
 * Searches in one row of ascending integers, `values[start]` to `values[end - 1]`, without a view of it. Halving
 * goes on until few are left: each step of it costs the processor a guess, a walk costs it one.
 */
const WALK = 12

export function contains(values: Int32Array, start: number, end: number, value: number): boolean {
  let low = start
  let high = end
  while (high - low > WALK) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  while (low < high && (values[low] ?? 0) < value) low++
  return low < end && values[low] === value
}

/**
 * The n-th (from 0) non-negative integer that is not in the row. Drawing a rank and looking it up takes one
 * random number, however long the row is; drawing until a value fits may take forever.
 */
export function nthMissing(values: Int32Array, start: number, end: number, n: number): number {
  // Below the entry at `place`, `entry - (place - start)` integers are missing from the row.
  const shift = n - start
  let low = start
  let high = end
  while (high - low > WALK) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) > shift + middle) high = middle
    else low = middle + 1
  }
  while (low < high && (values[low] ?? 0) <= shift + low) low++
  return shift + low
}
