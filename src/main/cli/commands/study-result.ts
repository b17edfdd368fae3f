import { sampleDeviation } from '#main/statistics/mean-and-deviation.ts'
import type { ArmResult, HypothesisResult, Study, StudyResults } from '#shared/contract/studies.ts'
import { figure, table } from '../terminal.ts'

/** What a study found so far, as scripts read it. */
export function studyResult(study: Study, results: StudyResults) {
  const { name, hash, state, explanation, progress, plan, datasets } = study
  return {
    study: name,
    state,
    hash,
    explanation,
    datasets: datasets.map((dataset) => dataset.name),
    progress,
    metric: results.metric,
    arms: results.arms.map((arm) => ({
      arm: arm.arm,
      label: arm.label,
      placeboOf: arm.placeboOf,
      metrics: metricsOf(arm),
    })),
    hypotheses: results.hypotheses.map(hypothesis),
    conclusion: results.conclusion,
    plan,
  }
}

/** Mean over the replications; the deviation is that of their means, or over the seeds where there is a single one. */
function metricsOf({ mean, replications }: ArmResult) {
  const tested = replications.filter((each) => each !== null)
  const [only] = tested
  const deviationOf = (key: string): number | null =>
    tested.length > 1
      ? sampleDeviation(tested.map((each) => each.mean[key] ?? Number.NaN))
      : (only?.deviation?.[key] ?? null)
  return Object.fromEntries(
    Object.entries(mean).map(([key, value]) => [key, { mean: value, deviation: deviationOf(key) }]),
  )
}

/** With the p of the test that speaks of the most, and all tests. */
function hypothesis({ arm, against, text, difference, interval, verdict, ...rest }: HypothesisResult) {
  const leading = rest.tests.find(({ speaksOf }) => speaksOf === rest.intervalSpeaksOf)
  return {
    ...{ text, arm, against, difference, interval, verdict },
    p: leading?.p ?? null,
    pAdjusted: leading?.pAdjusted ?? null,
    speaksOf: rest.intervalSpeaksOf,
    effectSize: rest.effectSize,
    tests: rest.tests,
  }
}

/** The same for a person. */
export function studyText(study: Study, results: StudyResults): string {
  const { metric } = results
  const { finished, total } = study.progress
  const arms = table(results.arms, {
    arm: (arm) => arm.label,
    [metric]: (arm) => {
      const { mean, deviation } = metricsOf(arm)[metric] ?? {}
      if (mean === undefined) return '-'
      return deviation === null ? figure(mean) : `${figure(mean)} ± ${figure(deviation)}`
    },
  })
  const hypotheses = table(results.hypotheses.map(hypothesis), {
    hypothesis: ({ text }) => text,
    difference: ({ difference }) => figure(difference) ?? '-',
    '95 % interval': ({ interval }) => interval?.map((edge) => figure(edge)).join(' … ') ?? '-',
    'p, Holm': ({ pAdjusted }) => figure(pAdjusted) ?? '-',
    'speaks of further': ({ speaksOf }) => speaksOf ?? '-',
  })
  return [
    results.conclusion,
    `study "${study.name}" ${study.state}: ${finished} of ${total} trainings, hash ${study.hash}`,
    ...(study.explanation === null ? [] : [study.explanation]),
    `\n${arms}`,
    `\n${hypotheses}`,
  ].join('\n')
}
