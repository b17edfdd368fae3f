import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Comparison } from '#shared/contract/runs.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import { formatDifference } from '../components/intervals/format-difference.ts'
import type { IntervalRow } from '../components/intervals/interval-chart.tsx'
import { SavedChart } from '../components/intervals/saved-chart.tsx'
import classes from './compare-page.module.css'
import { metricRows } from './metric-rows.ts'
import { outcomeOf } from './verdict.ts'

const FAVOURITE = 'recall@20'

/** One metric as dots: means with deviations over seeds, and differences with confidence intervals. */
export function ComparisonCharts({ comparison }: { comparison: Comparison }) {
  const rows = metricRows(comparison)
  const [wanted, setWanted] = useState(FAVOURITE)
  const row = rows.find(({ key }) => key === wanted) ?? rows[0]
  if (row === undefined) return null
  const means = comparison.groups.flatMap((group, place): IntervalRow[] => {
    const cell = row.cells[place]
    if (cell === undefined || cell.mean === null) return []
    const interval: IntervalRow['interval'] =
      cell.deviation === null ? null : [cell.mean - cell.deviation, cell.mean + cell.deviation]
    return [{ label: group.label, value: cell.mean, interval, strong: cell.best }]
  })
  const differences = comparison.groups.flatMap((group, place): IntervalRow[] => {
    const test = row.cells[place]?.test
    if (test === null || test === undefined) return []
    return [
      {
        label: group.label,
        value: test.meanDifference,
        interval: test.interval,
        strong: outcomeOf(test) !== 'undecided',
      },
    ]
  })
  const baseline = comparison.groups[0]?.label ?? ''
  return (
    <section aria-label="Charts" className={classes.charts}>
      <NativeSelect
        label="Chart metric"
        data={rows.map(({ key, label }) => ({ value: key, label }))}
        value={row.key}
        onChange={(event) => setWanted(event.currentTarget.value)}
        w={180}
      />
      <div className={classes.chartPair}>
        <SavedChart
          name={`${row.key}-means`}
          title={`Test ${metricLabel(row.key)}, mean ± deviation over seeds`}
          rows={means}
          format={(value) => value.toFixed(4)}
        />
        {differences.length > 0 && (
          <SavedChart
            name={`${row.key}-differences`}
            title={`Difference from ${baseline}, 95 % interval`}
            rows={differences}
            format={formatDifference}
            zero
          />
        )}
      </div>
    </section>
  )
}
