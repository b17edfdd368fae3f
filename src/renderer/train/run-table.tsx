import { Badge, Checkbox } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useState } from 'react'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { curveColor } from '../components/curves/curve-colors.ts'
import { ColumnHead } from '../components/sorting/column-head.tsx'
import { RUN_COLUMNS, type RunColumn } from './run-columns.tsx'
import { nextSort, type RunColumnId, type RunSort } from './run-sort.ts'
import classes from './run-table.module.css'

const ROW_HEIGHT = 35
/** Of the sticky head, which stands above the first row. */
const HEAD_HEIGHT = 47

const WITHOUT_DATASET = RUN_COLUMNS.filter(({ id }) => id !== 'dataset')

interface RunTableProps {
  /** In the order in which they are shown. */
  runs: readonly Run[]
  chosen: readonly RunId[]
  sort: RunSort | null
  /** Whether the runs are of several data sets. */
  namesDatasets: boolean
  onChoose: (runs: RunId[]) => void
  onSort: (sort: RunSort | null) => void
}

/** The runs, those on screen alone in the document; those chosen have their curves below, in the colour beside their names. */
export function RunTable({ runs, chosen, sort, namesDatasets, onChoose, onSort }: RunTableProps) {
  const [viewport, setViewport] = useState<HTMLElement | null>(null)
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => viewport,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    scrollPaddingEnd: HEAD_HEIGHT,
  })
  const only = chosen.length === 1 ? runs.findIndex(({ id }) => id === chosen[0]) : -1
  useEffect(() => {
    if (only !== -1) rows.scrollToIndex(only, { align: 'auto' })
  }, [rows, only])
  const columns = namesDatasets ? RUN_COLUMNS : WITHOUT_DATASET
  const visible = rows.getVirtualItems()
  const above = visible[0]?.start ?? 0
  const below = rows.getTotalSize() - (visible.at(-1)?.end ?? 0)
  const sortedBy = (id: RunColumnId) => ({
    direction: sort?.column === id ? sort.direction : null,
    onSort: () => onSort(nextSort(sort, id)),
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.viewport} ref={setViewport} tabIndex={0} aria-label="Runs">
      <table className={classes.table} aria-label="Runs" aria-rowcount={runs.length + 1}>
        <thead>
          <tr>
            <th scope="col">Show</th>
            <ColumnHead label="Run" {...sortedBy('name')} />
            {columns.map(({ id, label, numeric }) => (
              <ColumnHead key={id} label={label} numeric={numeric} {...sortedBy(id)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {visible.map(({ index }) => {
            const run = runs[index]
            if (run === undefined) return null
            return (
              <RunRow
                key={run.id}
                run={run}
                index={index}
                columns={columns}
                chosen={chosen}
                onChoose={onChoose}
              />
            )
          })}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  )
}

interface RunRowProps {
  run: Run
  index: number
  columns: readonly RunColumn[]
  chosen: readonly RunId[]
  onChoose: (runs: RunId[]) => void
}

/** Remembered: while the table scrolls, only rows that come into view are rendered. */
const RunRow = memo(function RunRow({ run, index, columns, chosen, onChoose }: RunRowProps) {
  const place = chosen.indexOf(run.id)
  const isChosen = place !== -1
  const chooseOnly = () => onChoose([run.id])
  const toggle = () => onChoose(isChosen ? chosen.filter((id) => id !== run.id) : [...chosen, run.id])
  return (
    <tr className={classes.row} data-chosen={isChosen} aria-rowindex={index + 2} onClick={chooseOnly}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keeps a click on the checkbox from choosing the row */}
      <td onClick={(event) => event.stopPropagation()}>
        <Checkbox size="xs" aria-label={`Show ${run.name}`} checked={isChosen} onChange={toggle} />
      </td>
      <td>
        <div className={classes.run}>
          <button
            type="button"
            className={classes.name}
            title={run.name}
            aria-pressed={isChosen}
            onClick={chooseOnly}
          >
            <span
              className={classes.swatch}
              style={{ background: isChosen ? curveColor(place) : 'var(--studio-line)' }}
            />
            <span className={classes.label}>{run.name}</span>
          </button>
          <Tags tags={run.tags} />
        </div>
      </td>
      {columns.map(({ id, numeric, weight, cell }) => (
        <td key={id} className={numeric === true ? classes.number : undefined} data-weight={weight}>
          {cell(run)}
        </td>
      ))}
    </tr>
  )
})

/** The first tag, and how many more there are. */
function Tags({ tags }: { tags: readonly string[] }) {
  const [first, ...others] = tags
  if (first === undefined) return null
  return (
    <>
      <Badge variant="default" size="sm" className={classes.tag} title={first}>
        {first}
      </Badge>
      {others.length > 0 && (
        <Badge variant="default" size="sm" className={classes.tag} title={others.join(', ')}>
          +{others.length}
        </Badge>
      )}
    </>
  )
}
