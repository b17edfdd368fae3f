import { SegmentedControl, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Stratum, StudyResults } from '#shared/contract/studies.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import { countOf } from '../../components/format.ts'
import { nestedArms } from '../nested-arms.ts'
import classes from '../study-tables.module.css'
import { SHOWN_DIGITS } from './arm-rows.ts'
import sections from './study-page.module.css'

const KINDS: Readonly<Record<Stratum['kind'], string>> = {
  'item-history': 'Cold and warm items',
  popularity: 'Popularity of items',
  category: 'Category',
  'user-activity': 'Activity of users',
}

/** The metric within parts of the test interactions or test users: where an arm gains, and where it loses. */
export function StrataPanel({ results }: { results: StudyResults }) {
  const kinds = [...new Set(results.strata.map(({ kind }) => kind))]
  const [wanted, setWanted] = useState<string | null>(null)
  const kind = kinds.find((other) => other === wanted) ?? kinds[0]
  if (kind === undefined) return null
  const strata = results.strata.filter((stratum) => stratum.kind === kind)
  return (
    <section aria-label="Strata" className={sections.section}>
      <header className={sections.heading}>
        <Title order={2} size="h5">
          Strata
        </Title>
        <SegmentedControl
          aria-label="Strata by"
          data={kinds.map((value) => ({ value, label: KINDS[value] }))}
          value={kind}
          onChange={setWanted}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.viewport} tabIndex={0} aria-label="Table of the strata">
        <table className={classes.table} aria-label={`Strata: ${KINDS[kind]}`}>
          <thead>
            <tr>
              <th scope="col">{metricLabel(results.metric)}</th>
              {strata.map(({ name, interactions, users }) => (
                <th key={name} scope="col" className={classes.number}>
                  {name}
                  <br />
                  {countOf(interactions, 'interaction')}, {countOf(users, 'user')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {nestedArms(results.arms, ({ arm }) => arm).map(({ arm, depth }) => (
              <tr key={arm.arm} data-placebo={depth > 0}>
                <th scope="row" style={{ paddingLeft: depth * 20 }}>
                  {depth > 0 && <span aria-hidden>↳ </span>}
                  {arm.label}
                </th>
                {strata.map(({ name, values }) => (
                  <td key={name} className={classes.number}>
                    {values[arm.arm]?.toFixed(SHOWN_DIGITS) ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Text size="xs" c="dimmed">
        Parts of the test, looked at afterwards: they say where a difference comes from, and are tested by no
        hypothesis.
      </Text>
    </section>
  )
}
