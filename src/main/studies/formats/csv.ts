import { stringify } from 'csv-stringify/sync'
import type { ArmResult, HypothesisResult, MeanOverSeeds, Study } from '#shared/contract/studies.ts'
import { compareKeys } from '#shared/training/metrics/registry.ts'
import type { StudyWriter } from './study-format.ts'

/** Of every row; what a row does not have is empty. */
const COLUMNS = [
  'row',
  'arm',
  'label',
  'placebo of',
  'against',
  'data set',
  'metric',
  'value',
  'deviation',
  'seeds',
  'low',
  'high',
  'effect size',
  'verdict',
  'test',
  'speaks of',
  'n',
  'statistic',
  'degrees of freedom',
  'p',
  'p adjusted',
  'stratum',
  'interactions',
  'users',
] as const
type Row = Partial<Record<(typeof COLUMNS)[number], string | number | null>>

/**
 * One table (RFC 4180), whose column `row` says what a row is: `arm` (a metric of an arm in a data set, or without one its mean over
 * them), `hypothesis` (a difference with its 95 % interval), `test` (of a hypothesis) or `stratum` (recall of an arm in a part).
 */
export const csv: StudyWriter = {
  format: 'csv',
  extension: '.csv',
  write(study, results) {
    const rows: Row[] = [
      ...results.arms.flatMap((arm) => armRows(arm, study)),
      ...results.hypotheses.flatMap((hypothesis) => hypothesisRows(hypothesis, results.metric)),
      ...results.strata.flatMap(({ name, interactions, users, values }) =>
        Object.entries(values).map(
          ([arm, value]): Row => ({ row: 'stratum', arm, value, stratum: name, interactions, users }),
        ),
      ),
    ]
    return stringify(rows, { header: true, columns: [...COLUMNS], record_delimiter: 'windows' })
  },
}

function armRows({ arm, label, placeboOf, replications, mean }: ArmResult, study: Study): Row[] {
  const common: Row = { row: 'arm', arm, label, 'placebo of': placeboOf }
  const places: [string, MeanOverSeeds | null][] = replications.map((replication, place) => [
    dataSetName(study, place),
    replication,
  ])
  return [
    ...places.flatMap(([name, replication]) =>
      Object.entries(replication?.mean ?? {})
        .toSorted(([a], [b]) => compareKeys(a, b))
        .map(
          ([metric, value]): Row => ({
            ...{ ...common, 'data set': name, metric, value, seeds: replication?.seeds ?? null },
            deviation: replication?.deviation?.[metric] ?? null,
          }),
        ),
    ),
    ...Object.entries(mean)
      .toSorted(([a], [b]) => compareKeys(a, b))
      .map(([metric, value]): Row => ({ ...common, metric, value })),
  ]
}

function hypothesisRows(hypothesis: HypothesisResult, metric: string): Row[] {
  const { text, arm, against, difference, interval, intervalSpeaksOf, effectSize, verdict, tests } =
    hypothesis
  const common: Row = { arm, label: text, against, metric }
  return [
    {
      ...{ ...common, row: 'hypothesis', value: difference, verdict, 'effect size': effectSize },
      ...{ low: interval?.[0] ?? null, high: interval?.[1] ?? null, 'speaks of': intervalSpeaksOf },
    },
    ...tests.map(
      ({ test, speaksOf, n, statistic, degreesOfFreedom, p, pAdjusted }): Row => ({
        ...{ ...common, row: 'test', test, 'speaks of': speaksOf, n, statistic, p },
        ...{ 'degrees of freedom': degreesOfFreedom, 'p adjusted': pAdjusted },
      }),
    ),
  ]
}

function dataSetName({ plan, datasets }: Study, replication: number): string {
  const id = plan.replications[replication]?.dataset
  return datasets.find((dataset) => dataset.id === id)?.name ?? `data set ${id}`
}
