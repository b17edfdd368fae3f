import { Title } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useState } from 'react'
import type { Study, StudyTrial } from '#shared/contract/studies.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import { countOf } from '../../components/format.ts'
import { PageLink } from '../../components/links.tsx'
import { RunStateBadge } from '../../components/run-states.tsx'
import { ToneBadge } from '../../components/tone-badge.tsx'
import { pointWords } from '../setting-words.ts'
import classes from '../study-tables.module.css'
import { SHOWN_DIGITS } from './arm-rows.ts'
import { replicationNames } from './replications.ts'
import sections from './study-page.module.css'

const ROW_HEIGHT = 35

/** Every training of the study, with the way to its run; those on screen alone in the document. */
export function TrialsTable({ study }: { study: Study }) {
  const [viewport, setViewport] = useState<HTMLElement | null>(null)
  const names = replicationNames(study)
  const { trials } = study
  const rows = useVirtualizer({
    count: trials.length,
    getScrollElement: () => viewport,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  })
  const labels = new Map(study.plan.arms.map(({ name, label }) => [name, label]))
  const visible = rows.getVirtualItems()
  const above = visible[0]?.start ?? 0
  const below = rows.getTotalSize() - (visible.at(-1)?.end ?? 0)
  if (trials.length === 0) return null
  return (
    <section aria-label="Trainings" className={sections.section}>
      <Title order={2} size="h5">
        {countOf(trials.length, 'training')}
      </Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={sections.trials} ref={setViewport} tabIndex={0} aria-label="Table of the trainings">
        <table className={classes.table} aria-label="Trainings" aria-rowcount={trials.length + 1}>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Arm</th>
              <th scope="col">For</th>
              <th scope="col">Data set</th>
              <th scope="col">Settings of the grid</th>
              <th scope="col" className={classes.number}>
                Seed
              </th>
              <th scope="col" className={classes.number}>
                Validation {metricLabel(study.plan.metric)}
              </th>
              <th scope="col">Run</th>
            </tr>
          </thead>
          <tbody>
            {above > 0 && <tr aria-hidden style={{ height: above }} />}
            {visible.map(({ index, key }) => {
              const trial = trials[index]
              if (trial === undefined) return null
              return (
                <tr key={key} aria-rowindex={index + 2} style={{ height: ROW_HEIGHT }}>
                  <td>
                    <TrialState trial={trial} />
                  </td>
                  <td>{labels.get(trial.arm) ?? trial.arm}</td>
                  <td>{trial.stage === 'tuning' ? 'tuning' : 'test'}</td>
                  <td>{names[trial.replication]}</td>
                  <td>{pointWords(trial.point)}</td>
                  <td className={classes.number}>{trial.seed}</td>
                  <td className={classes.number}>{trial.validation?.toFixed(SHOWN_DIGITS) ?? '–'}</td>
                  <td>
                    {trial.run === null ? (
                      '–'
                    ) : (
                      <PageLink
                        to="/train"
                        search={{ runs: [trial.run], dataset: 'all', study: study.id }}
                        preload={false}
                        size="xs"
                      >
                        Run {trial.run}
                      </PageLink>
                    )}
                  </td>
                </tr>
              )
            })}
            {below > 0 && <tr aria-hidden style={{ height: below }} />}
          </tbody>
        </table>
      </section>
    </section>
  )
}

function TrialState({ trial: { state } }: { trial: StudyTrial }) {
  return state === 'waiting' ? <ToneBadge tone="gray">Waiting</ToneBadge> : <RunStateBadge state={state} />
}
