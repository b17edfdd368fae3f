import { Text, Title } from '@mantine/core'
import type { Study, StudyResults } from '#shared/contract/studies.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import { formatDifference, formatInterval, formatP } from '../../components/intervals/format-difference.ts'
import type { IntervalRow } from '../../components/intervals/interval-chart.tsx'
import { SavedChart } from '../../components/intervals/saved-chart.tsx'
import { ToneBadge } from '../../components/tone-badge.tsx'
import classes from '../study-tables.module.css'
import { replicationNames } from './replications.ts'
import sections from './study-page.module.css'
import { OPEN, pairsWords, SPEAKS_OF, statisticWords, TESTS, VERDICTS } from './test-words.ts'

interface HypothesesPanelProps {
  study: Study
  results: StudyResults
}

/** What was claimed before anything was trained, and what the tests say of it. */
export function HypothesesPanel({ study, results }: HypothesesPanelProps) {
  const names = replicationNames(study)
  const { hypotheses } = results
  if (hypotheses.length === 0) return null
  const label = (name: string) => results.arms.find(({ arm }) => arm === name)?.label ?? name
  const metric = metricLabel(results.metric)
  const drawn = hypotheses.flatMap(({ text, difference, interval, verdict }): IntervalRow[] =>
    difference === null
      ? []
      : [{ label: text, value: difference, interval, strong: verdict !== 'not-shown' }],
  )
  return (
    <section aria-label="Hypotheses" className={sections.section}>
      <Title order={2} size="h5">
        Hypotheses
      </Title>
      {drawn.length > 0 && (
        <SavedChart
          name={`study-${study.id}-hypotheses`}
          title={`Difference of ${metric}, 95 % interval`}
          rows={drawn}
          format={formatDifference}
          labelWidth={LABEL_WIDTH}
          zero
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.viewport} tabIndex={0} aria-label="Table of the hypotheses">
        <table className={classes.table} aria-label="Hypotheses">
          <thead>
            <tr>
              <th scope="col">Hypothesis</th>
              <th scope="col">Difference of {metric} [95 % interval]</th>
              <th scope="col" className={classes.number}>
                d<sub>z</sub>
              </th>
              <th scope="col">Test</th>
              <th scope="col">Of</th>
              <th scope="col">p</th>
              <th scope="col">p, Holm</th>
              <th scope="col">Speaks of</th>
              <th scope="col">Statistic</th>
            </tr>
          </thead>
          {hypotheses.map(({ text, arm, against, verdict, tests, ...result }) => {
            const { label: word, tone } = results.complete ? VERDICTS[verdict] : OPEN
            const rows = Math.max(1, tests.length)
            return (
              <tbody key={`${arm} ${against}`}>
                <tr>
                  <th scope="rowgroup" rowSpan={rows} className={classes.wrapping}>
                    {text} <ToneBadge tone={tone}>{word}</ToneBadge>
                    <Text size="xs" c="dimmed">
                      {label(arm)} against {label(against)}
                    </Text>
                  </th>
                  <td rowSpan={rows}>
                    <span className={VERDICT_CLASSES[verdict]}>{differenceOrDash(result.difference)}</span>
                    {result.interval !== null && ` [${formatInterval(result.interval)}]`}
                    {result.intervalSpeaksOf !== null && (
                      <Text size="xs" c="dimmed">
                        interval for {SPEAKS_OF[result.intervalSpeaksOf]}
                      </Text>
                    )}
                    {names.length > 1 && (
                      <ul className={classes.lines}>
                        {names.map((name, place) => (
                          <li key={name}>
                            <small>
                              {name}: {differenceOrDash(result.replications[place])}
                            </small>
                          </li>
                        ))}
                      </ul>
                    )}
                  </td>
                  <td rowSpan={rows} className={classes.number}>
                    {result.effectSize === null ? '–' : result.effectSize.toFixed(2)}
                  </td>
                  <TestCells test={tests[0]} />
                </tr>
                {tests.slice(1).map((test) => (
                  <tr key={`${test.test} ${test.speaksOf}`}>
                    <TestCells test={test} />
                  </tr>
                ))}
              </tbody>
            )
          })}
        </table>
      </section>
      <Text size="xs" c="dimmed" maw="75ch">
        Two-sided tests. “Speaks of” says whom else a p is about: one of users holds for further users with
        these very seeds and data sets, and says nothing of others. Holm’s correction is over the hypotheses
        of the study, for each kind of test by itself. d<sub>z</sub> is the mean of the paired differences
        over their standard deviation.
      </Text>
    </section>
  )
}

const VERDICT_CLASSES = { better: classes.better, worse: classes.worse, 'not-shown': undefined }

/** Hypotheses are called by phrases. */
const LABEL_WIDTH = 250

function differenceOrDash(difference: number | null | undefined): string {
  return difference === null || difference === undefined ? '–' : formatDifference(difference)
}

function TestCells({ test }: { test: StudyResults['hypotheses'][number]['tests'][number] | undefined }) {
  if (test === undefined) return <td colSpan={6}>not tested yet</td>
  return (
    <>
      <td>{TESTS[test.test]}</td>
      <td>{pairsWords(test)}</td>
      <td>{formatP(test.p)}</td>
      <td>{formatP(test.pAdjusted)}</td>
      <td>{SPEAKS_OF[test.speaksOf]}</td>
      <td>{statisticWords(test)}</td>
    </>
  )
}
