import { NativeSelect, Title } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunId } from '#shared/contract/ids.ts'
import type { Study, StudyTrial } from '#shared/contract/studies.ts'
import { api } from '../../app/client.ts'
import { CurvesPanel } from '../../components/curves/curves-panel.tsx'
import { nestedArms } from '../nested-arms.ts'
import { replicationNames } from './replications.ts'
import sections from './study-page.module.css'

/** Lines that the eye can still tell apart. */
const MOST_CURVES = 8

/** Loss and validation over the epochs of the tested runs, one arm a line, for one data set and seed. */
export function StudyCurves({ study }: { study: Study }) {
  const names = replicationNames(study)
  const [place, setPlace] = useState(0)
  const [seed, setSeed] = useState(study.plan.seeds[0] ?? 0)
  const [part, setPart] = useState(0)
  const arms = nestedArms(study.plan.arms, ({ name }) => name).flatMap(({ arm }) => {
    const run = testedRun(study.trials, arm.name, place, seed)
    return run === null ? [] : [{ label: arm.label, run }]
  })
  const parts = Math.ceil(arms.length / MOST_CURVES)
  const shown = arms.slice(Math.min(part, Math.max(0, parts - 1)) * MOST_CURVES).slice(0, MOST_CURVES)
  const answers = useQueries({
    queries: shown.map(({ run }) => api.runs.get.queryOptions({ input: { run } })),
  })
  const lines = shown.flatMap(({ label }, index) => {
    const run = answers[index]?.data
    return run === undefined ? [] : [{ label, run }]
  })
  if (!study.trials.some(({ stage, run }) => stage === 'final' && run !== null)) return null
  return (
    <section aria-label="Training of the tested runs" className={sections.section}>
      <header className={sections.heading}>
        <Title order={2} size="h5">
          Training of the tested runs
        </Title>
        <div className={sections.choices}>
          {parts > 1 && (
            <NativeSelect
              aria-label="Arms shown"
              data={Array.from({ length: parts }, (_, index) => ({
                value: String(index),
                label: `Arms ${index * MOST_CURVES + 1} to ${Math.min(arms.length, (index + 1) * MOST_CURVES)}`,
              }))}
              value={String(Math.min(part, parts - 1))}
              onChange={(event) => setPart(Number(event.currentTarget.value))}
            />
          )}
          {names.length > 1 && (
            <NativeSelect
              aria-label="Data set of the curves"
              data={names.map((name, index) => ({ value: String(index), label: name }))}
              value={String(place)}
              onChange={(event) => setPlace(Number(event.currentTarget.value))}
            />
          )}
          <NativeSelect
            aria-label="Seed of the curves"
            data={study.plan.seeds.map((value) => ({ value: String(value), label: `Seed ${value}` }))}
            value={String(seed)}
            onChange={(event) => setSeed(Number(event.currentTarget.value))}
          />
        </div>
      </header>
      <div className={sections.curves}>
        <CurvesPanel runs={lines.map(({ run }) => run)} labels={lines.map(({ label }) => label)} />
      </div>
    </section>
  )
}

/** The run of an arm that is tested with a seed; of one that comes to the same with every seed, its only one. */
function testedRun(
  trials: readonly StudyTrial[],
  arm: string,
  replication: number,
  seed: number,
): RunId | null {
  const tested = trials.filter(
    (trial) => trial.stage === 'final' && trial.arm === arm && trial.replication === replication,
  )
  const own = tested.find((trial) => trial.seed === seed) ?? (tested.length === 1 ? tested[0] : undefined)
  return own?.run ?? null
}
