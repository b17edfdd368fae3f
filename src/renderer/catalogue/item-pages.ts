/** Items of one request: a few screens of a table, a screen or two of a grid. */
export const PAGE_SIZE = 120

/**
 * Browsers stop drawing elements somewhere above 16 million pixels (Firefox 17.8, Chromium 33.5). Rows
 * beyond this height are reached by narrowing the list.
 */
const TALLEST_PIXELS = 15_000_000

/** Numbers of the pages that the places `first` to `last` (both included) of a list of `total` lie on. */
export function pagesOf(first: number, last: number, total: number): number[] {
  const end = Math.min(last, total - 1)
  if (end < first) return []
  const firstPage = Math.floor(Math.max(0, first) / PAGE_SIZE)
  const lastPage = Math.floor(end / PAGE_SIZE)
  return Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index)
}

/** How many rows of this height can be scrolled through. */
export function reachableRows(rows: number, rowPixels: number): number {
  return Math.min(rows, Math.floor(TALLEST_PIXELS / rowPixels))
}

/** How many columns fit side by side, each at least so wide. */
export function columnsFor(width: number, minimum: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (minimum + gap)))
}

/** Where a key leads from a place in a grid of `columns`; null for a key that moves nothing. */
export function moveTo(
  key: string,
  index: number,
  total: number,
  columns: number,
  rowsPerScreen: number,
): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * rowsPerScreen,
    PageDown: columns * rowsPerScreen,
    Home: -total,
    End: total,
  }
  const step = steps[key]
  if (step === undefined || total === 0) return null
  const next = index + step
  // One row up from the top row stays; a jump goes as far as there is.
  if (Math.abs(step) === columns && (next < 0 || next >= total)) return index
  return Math.min(total - 1, Math.max(0, next))
}
