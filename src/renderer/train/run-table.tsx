import { Checkbox, Text } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useState } from 'react'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { testOf, trainingSinceOf } from '#shared/runs/run-facts.ts'
import { secondsTrained } from '#shared/time-left.ts'
import { backendLabel } from '#shared/training/backends.ts'
import { formatMoment, formatSeconds } from '../components/format.ts'
import { curveColor } from './curve-colors.ts'
import { speedOf } from './run-speed.ts'
import { RunStateBadge } from './run-states.tsx'
import classes from './run-table.module.css'
import { useProgress } from './use-progress.ts'

const ROW_HEIGHT = 35

interface RunTableProps {
  /** In the order in which they are shown. */
  runs: readonly Run[]
  chosen: readonly RunId[]
  onChoose: (runs: RunId[]) => void
}

/** Every run of the data set; those chosen have their curves below, in the colour beside their names. */
export function RunTable({ runs, chosen, onChoose }: RunTableProps) {
  const [viewport, setViewport] = useState<HTMLElement | null>(null)
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => viewport,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  const visible = rows.getVirtualItems()
  const above = visible[0]?.start ?? 0
  const below = rows.getTotalSize() - (visible.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.viewport} ref={setViewport} tabIndex={0} aria-label="Runs">
      <table className={classes.table} aria-label="Runs" aria-rowcount={runs.length + 1}>
        <thead>
          <tr>
            <th scope="col">Show</th>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Snapshot</th>
            <th scope="col" className={classes.number}>
              Seed
            </th>
            <th scope="col" className={classes.number}>
              Epoch
            </th>
            <th scope="col" className={classes.number}>
              Validation Recall@20
            </th>
            <th scope="col" className={classes.number}>
              Test Recall@20
            </th>
            <th scope="col" className={classes.number}>
              Trained
            </th>
            <th scope="col" className={classes.number}>
              Speed
            </th>
            <th scope="col">Backend</th>
            <th scope="col">Created</th>
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
                place={chosen.indexOf(run.id)}
                onOnly={() => onChoose([run.id])}
                onToggle={() =>
                  onChoose(
                    chosen.includes(run.id) ? chosen.filter((id) => id !== run.id) : [...chosen, run.id],
                  )
                }
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
  /** Among the chosen runs; -1 when it is not chosen. */
  place: number
  onOnly: () => void
  onToggle: () => void
}

function RunRow({ run, place, onOnly, onToggle }: RunRowProps) {
  const chosen = place !== -1
  return (
    <tr className={classes.row} data-chosen={chosen} onClick={onOnly}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keeps a click on the checkbox from choosing the row */}
      <td onClick={(event) => event.stopPropagation()}>
        <Checkbox size="xs" aria-label={`Show ${run.name}`} checked={chosen} onChange={onToggle} />
      </td>
      <td>
        <button type="button" className={classes.name} aria-pressed={chosen} onClick={onOnly}>
          <span
            className={classes.swatch}
            style={{ background: chosen ? curveColor(place) : 'var(--studio-line)' }}
          />
          <span className={classes.label}>{run.name}</span>
        </button>
      </td>
      <td>
        <RunStateBadge state={run.state} />
      </td>
      <td>{run.snapshotName ?? <Dash />}</td>
      <td className={classes.number}>{run.config.seed}</td>
      <td className={classes.number}>{run.epoch === 0 ? <Dash /> : run.epoch}</td>
      <td className={`${classes.number} ${classes.best}`}>
        <Metric value={run.validation?.['recall@20']} />
      </td>
      <td className={`${classes.number} ${classes.muted}`}>
        <Metric value={testOf(run)?.['recall@20']} />
      </td>
      <td className={classes.number}>
        <Trained run={run} />
      </td>
      <td className={classes.number}>
        <Speed run={run} />
      </td>
      <td>{run.backend === null ? <Dash /> : backendLabel(run.backend)}</td>
      <td>{formatMoment(run.createdAt)}</td>
    </tr>
  )
}

function Metric({ value }: { value: number | undefined }) {
  return value === undefined ? <Dash /> : value.toFixed(4)
}

function Dash() {
  return (
    <Text span c="dimmed" aria-label="none">
      –
    </Text>
  )
}

function Trained({ run }: { run: Run }) {
  const now = useNow(trainingSinceOf(run) !== null)
  const seconds = secondsTrained(run, now)
  return seconds === 0 ? <Dash /> : formatSeconds(seconds)
}

function Speed({ run }: { run: Run }) {
  const speed = speedOf(run, useProgress(run))
  return speed === null ? <Dash /> : speed
}

/** The time of day in milliseconds, every second while it matters. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  const { start, stop } = useInterval(() => setNow(Date.now()), 1000)
  useEffect(() => {
    if (ticking) start()
    return stop
  }, [ticking, start, stop])
  return now
}
