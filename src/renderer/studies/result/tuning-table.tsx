import { NativeSelect, Text, Title } from '@mantine/core'
import { IconStarFilled } from '@tabler/icons-react'
import { useState } from 'react'
import type { Study, StudyResults } from '#shared/contract/studies.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import { RUN_STATES } from '../../components/run-states.tsx'
import { pointWords } from '../setting-words.ts'
import classes from '../study-tables.module.css'
import { SHOWN_DIGITS } from './arm-rows.ts'
import { replicationNames } from './replications.ts'
import sections from './study-page.module.css'
import { tuningRows } from './tuning-rows.ts'

interface TuningTableProps {
  study: Study
  results: StudyResults | undefined
}

/** The points of its grid that an arm tried on validation, and the one that was chosen on each data set. */
export function TuningTable({ study, results }: TuningTableProps) {
  const names = replicationNames(study)
  const tuned = study.plan.arms.filter(({ name }) =>
    study.trials.some(({ stage, arm }) => stage === 'tuning' && arm === name),
  )
  const [wanted, setWanted] = useState<string | null>(null)
  const arm = tuned.find(({ name }) => name === wanted) ?? tuned[0]
  if (arm === undefined) return null
  const chosen = results?.arms.find((result) => result.arm === arm.name)?.chosen ?? []
  return (
    <section aria-label="Tuning" className={sections.section}>
      <header className={sections.heading}>
        <Title order={2} size="h5">
          Tuning
        </Title>
        <NativeSelect
          aria-label="Arm whose tuning is shown"
          data={tuned.map(({ name, label }) => ({ value: name, label }))}
          value={arm.name}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.viewport} tabIndex={0} aria-label="Table of the tuning">
        <table className={classes.table} aria-label={`Tuning of ${arm.label}`}>
          <thead>
            <tr>
              <th scope="col">Settings tried</th>
              {names.map((name) => (
                <th key={name} scope="col" className={classes.number}>
                  Validation {metricLabel(study.plan.metric)}
                  <br />
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tuningRows(study, arm.name, chosen).map(({ point, cells }) => (
              <tr key={pointWords(point)}>
                <th scope="row">{pointWords(point)}</th>
                {cells.map((cell, place) => (
                  <td key={names[place]} className={classes.number} data-best={cell?.chosen}>
                    {cell === null
                      ? '–'
                      : (cell.validation?.toFixed(SHOWN_DIGITS) ??
                        (cell.state === 'waiting' ? 'waiting' : RUN_STATES[cell.state].label.toLowerCase()))}
                    {cell?.chosen === true && (
                      <IconStarFilled size={11} aria-label="chosen" className={classes.star} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Text size="xs" c="dimmed">
        The star marks what was chosen by validation; the test of it was looked at once, afterwards.
      </Text>
    </section>
  )
}
