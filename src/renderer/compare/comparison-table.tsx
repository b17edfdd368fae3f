import { Button, Text, Tooltip } from '@mantine/core'
import { IconStarFilled } from '@tabler/icons-react'
import type { RunId } from '#shared/contract/ids.ts'
import type { Comparison } from '#shared/contract/runs.ts'
import { countOf } from '../components/format.ts'
import { formatDifference, formatInterval, formatP } from '../components/intervals/format-difference.ts'
import classes from './compare-page.module.css'
import { distinctSeeds, type MetricCell, type MetricRow, SHOWN_DIGITS } from './metric-rows.ts'
import { outcomeOf } from './verdict.ts'

interface ComparisonTableProps {
  comparison: Comparison
  rows: readonly MetricRow[]
  onBaseline: (runs: readonly RunId[]) => void
}

/** Metrics down, groups of runs across; every later group tested against the first. */
export function ComparisonTable({ comparison, rows, onBaseline }: ComparisonTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.tableViewport} tabIndex={0} aria-label="Test metrics">
      <table className={classes.table} aria-label="Test metrics">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {comparison.groups.map((group, place) => (
              <th key={group.label} scope="col">
                <span className={classes.group}>{group.label}</span>
                <Text span size="xs" c="dimmed" display="block">
                  {countOf(distinctSeeds(comparison, place), 'seed')}
                  {place === 0 ? (
                    ', baseline'
                  ) : (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      ml={4}
                      aria-label={`Make baseline: ${group.label}`}
                      onClick={() => onBaseline(group.runs)}
                    >
                      Make baseline
                    </Button>
                  )}
                </Text>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <Tooltip
                  label={row.help}
                  disabled={row.help === ''}
                  multiline
                  w={360}
                  position="right"
                  events={{ hover: true, focus: true, touch: true }}
                >
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by keyboard */}
                  <span tabIndex={0} className={classes.metric}>
                    {row.label}
                  </span>
                </Tooltip>
              </th>
              {row.cells.map((cell, place) => (
                <td key={comparison.groups[place]?.label} data-best={cell.best}>
                  <Value cell={cell} />
                  {cell.test !== null && <Tested test={cell.test} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Value({ cell }: { cell: MetricCell }) {
  if (cell.mean === null)
    return (
      <Text span c="dimmed">
        –
      </Text>
    )
  return (
    <span className={classes.value}>
      {cell.mean.toFixed(SHOWN_DIGITS)}
      {cell.deviation !== null && <small> ± {cell.deviation.toFixed(SHOWN_DIGITS)}</small>}
      {cell.best && <IconStarFilled size={11} aria-label="best" className={classes.star} />}
    </span>
  )
}

function Tested({ test }: { test: NonNullable<MetricCell['test']> }) {
  return (
    <span className={classes.tested} data-outcome={outcomeOf(test)}>
      {formatDifference(test.meanDifference)}, {formatP(test.p)}
      <br />
      <small>95 % CI {formatInterval(test.interval)}</small>
    </span>
  )
}
