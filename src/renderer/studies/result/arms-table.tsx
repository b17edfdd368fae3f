import { NativeSelect, Title } from '@mantine/core'
import { IconStarFilled } from '@tabler/icons-react'
import { useState } from 'react'
import type { Study, StudyResults } from '#shared/contract/studies.ts'
import { metricHelp, metricLabel } from '#shared/training/metrics/registry.ts'
import { countOf, formatSeconds } from '../../components/format.ts'
import { formatDifference } from '../../components/intervals/format-difference.ts'
import type { IntervalRow } from '../../components/intervals/interval-chart.tsx'
import { SavedChart } from '../../components/intervals/saved-chart.tsx'
import classes from '../study-tables.module.css'
import { type ArmCell, armRows, metricsOf, SHOWN_DIGITS } from './arm-rows.ts'
import { replicationNames } from './replications.ts'
import sections from './study-page.module.css'

interface ArmsTableProps {
  study: Study
  results: StudyResults
}

/** What the arms came to on test: each placebo beneath the arm that it is a placebo of. */
export function ArmsTable({ study, results }: ArmsTableProps) {
  const names = replicationNames(study)
  const metrics = metricsOf(results)
  const [wanted, setWanted] = useState(results.metric)
  const metric = metrics.includes(wanted) ? wanted : (metrics[0] ?? results.metric)
  const rows = armRows(results, metric)
  const baseline = results.arms[0]?.label ?? 'the baseline'
  const several = names.length > 1
  const chart = rows.flatMap(({ arm, depth, overall }): IntervalRow[] => {
    if (overall === null) return []
    const { mean, deviation, best } = overall
    return [
      {
        label: `${'– '.repeat(depth)}${arm.label}`,
        value: mean,
        interval: deviation === null ? null : [mean - deviation, mean + deviation],
        strong: best,
      },
    ]
  })
  return (
    <section aria-label="Arms" className={sections.section}>
      <header className={sections.heading}>
        <Title order={2} size="h5">
          Arms, on test
        </Title>
        <NativeSelect
          aria-label="Metric"
          title={metricHelp(metric)}
          data={metrics.map((key) => ({ value: key, label: metricLabel(key) }))}
          value={metric}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.viewport} tabIndex={0} aria-label="Table of the arms">
        <table className={classes.table} aria-label="Arms">
          <thead>
            <tr>
              <th scope="col">Arm</th>
              {several &&
                names.map((name) => (
                  <th key={name} scope="col" className={classes.number}>
                    {name}
                    <br />
                    mean ± sd over seeds
                  </th>
                ))}
              <th scope="col" className={classes.number}>
                {several ? 'Overall' : metricLabel(metric)}
                <br />
                mean ± sd over {several ? 'data sets' : 'seeds'}
              </th>
              <th scope="col" className={classes.number}>
                Difference from
                <br />
                {baseline}
              </th>
              <th scope="col" className={classes.number}>
                Seeds
              </th>
              <th scope="col" className={classes.number}>
                Trained
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ arm, depth, cells, overall, difference }) => (
              <tr key={arm.arm} data-placebo={depth > 0}>
                <th scope="row" style={{ paddingLeft: depth * 20 }}>
                  {depth > 0 && <span aria-hidden>↳ </span>}
                  {arm.label}
                  {depth > 0 && <small>, placebo</small>}
                </th>
                {several &&
                  cells.map((cell, place) => (
                    <td key={names[place]} className={classes.number} data-best={cell?.best}>
                      <Cell cell={cell} />
                    </td>
                  ))}
                <td className={classes.number} data-best={overall?.best}>
                  <Cell cell={overall} />
                </td>
                <td className={classes.number}>
                  {difference === null ? <Dash /> : formatDifference(difference)}
                </td>
                <td className={classes.number}>
                  {[...new Set(arm.replications.flatMap((replication) => replication?.seeds ?? []))].join(
                    ' / ',
                  ) || '–'}
                </td>
                <td className={classes.number}>{arm.seconds === 0 ? '–' : formatSeconds(arm.seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {chart.length > 0 && (
        <SavedChart
          name={`study-${study.id}-${metric.replace('@', '-')}`}
          title={`Test ${metricLabel(metric)}, mean ± sd over ${several ? countOf(names.length, 'data set') : 'seeds'}`}
          rows={chart}
          format={(value) => value.toFixed(SHOWN_DIGITS)}
          labelWidth={LABEL_WIDTH}
        />
      )}
    </section>
  )
}

/** The labels of arms are sentences, not names of runs. */
const LABEL_WIDTH = 250

function Cell({ cell }: { cell: ArmCell | null }) {
  if (cell === null) return <Dash />
  return (
    <>
      {cell.mean.toFixed(SHOWN_DIGITS)}
      {cell.deviation !== null && <small> ± {cell.deviation.toFixed(SHOWN_DIGITS)}</small>}
      {cell.best && <IconStarFilled size={11} aria-label="best" className={classes.star} />}
    </>
  )
}

function Dash() {
  return <small>–</small>
}
