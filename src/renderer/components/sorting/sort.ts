import { z } from 'zod'

export const SortDirection = z.enum(['up', 'down'])
export type SortDirection = z.infer<typeof SortDirection>

/** The order of a table's rows. */
export interface Sort<Column extends string> {
  readonly column: Column
  /** `up`: from the lowest value to the highest. */
  readonly direction: SortDirection
}

/**
 * What a press on a column's head makes of the order: its first direction, the other one, and none again.
 * @param first how the column sorts first
 */
export function toggledSort<Column extends string>(
  sort: Sort<Column> | null,
  column: Column,
  first: SortDirection,
): Sort<Column> | null {
  if (sort?.column !== column) return { column, direction: first }
  return sort.direction === first ? { column, direction: first === 'up' ? 'down' : 'up' } : null
}

/** Rows by a value each. Those without one come last in both directions; equal ones stay in the given order. */
export function sortedBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number | null,
  direction: SortDirection,
): Row[] {
  const sign = direction === 'up' ? 1 : -1
  return rows
    .map((row) => ({ row, value: keyOf(row) }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return sign * compareValues(a.value, b.value)
    })
    .map(({ row }) => row)
}

const texts = new Intl.Collator('en', { numeric: true })

function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : texts.compare(String(a), String(b))
}
