import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import classes from './column-head.module.css'
import type { SortDirection } from './sort.ts'

interface ColumnHeadProps {
  label: string
  numeric?: boolean | undefined
  /** How the rows are sorted by this column; null where they are not. */
  direction: SortDirection | null
  onSort: () => void
}

/** Sorts by its column: once its usual way, again the other way round, and a third time not at all. */
export function ColumnHead({ label, numeric = false, direction, onSort }: ColumnHeadProps) {
  const Arrow = direction === 'up' ? IconArrowUp : IconArrowDown
  return (
    <th
      scope="col"
      className={classes.head}
      data-numeric={numeric}
      {...(direction === null
        ? {}
        : { 'aria-sort': direction === 'up' ? ('ascending' as const) : ('descending' as const) })}
    >
      <button type="button" className={classes.sort} onClick={onSort}>
        {label}
        <Arrow size={12} aria-hidden className={classes.arrow} data-sorted={direction !== null} />
      </button>
    </th>
  )
}
