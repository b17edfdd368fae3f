import type { HypothesisResult, StudyResults } from '#shared/contract/studies.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { testedSeeds } from '#shared/studies/trainings.ts'
import { metricLabel } from '#shared/training/metrics/registry.ts'
import { armResults } from './arm-results.ts'
import { armNamed, type CorrectedComparison, comparePairs } from './comparisons.ts'
import { conclusionOf, type Finding, type MissingTrainings, unfinished } from './conclusion.ts'
import { placeboChecks } from './placebo-checks.ts'
import { strataOf } from './strata.ts'
import type { StudyMaterial } from './study-material.ts'
import { TestedRuns } from './tested-runs.ts'

/**
 * What a study found: of each arm its test metrics, of each hypothesis the difference with its tests, and one sentence. While trainings
 * are missing the figures are of what there is, and nothing is concluded.
 *
 * @throws ExpectedError NOT_FOUND when files of a tested run are gone, BAD_INPUT when its runs were tested on different users
 */
export async function analyseStudy(material: StudyMaterial): Promise<StudyResults> {
  const { id, plan } = material.study
  const tested = await TestedRuns.read(material)
  const missing = missingTrainings(plan, tested)
  const complete = missing.length === 0
  const comparisons = await comparePairs(plan.hypotheses, plan, tested, complete)
  const placebos = await placeboChecks(plan, comparisons, tested, complete)
  const hypotheses = comparisons.map((comparison, index) =>
    hypothesisResult(plan.hypotheses[index]?.text ?? '', comparison),
  )
  const findings = hypotheses.map(
    ({ text, against, difference, interval, intervalSpeaksOf, verdict }, index): Finding => ({
      ...{ text, difference, interval, verdict },
      against: armNamed(plan, against).label,
      speaksOf: intervalSpeaksOf,
      placebos: placebos[index] ?? [],
    }),
  )
  const metric = metricLabel(plan.metric)
  return {
    study: id,
    metric: plan.metric,
    conclusion: complete
      ? conclusionOf(metric, findings)
      : unfinished(metric, findings, countTested(plan), missing),
    complete,
    arms: armResults(plan, tested),
    hypotheses,
    strata: await strataOf(material, tested),
  }
}

function hypothesisResult(text: string, comparison: CorrectedComparison): HypothesisResult {
  const { arm, against, difference, replications, leading, corrected, verdict } = comparison
  return {
    ...{ text, arm, against, difference, verdict },
    interval: leading === null ? null : [leading.interval[0], leading.interval[1]],
    intervalSpeaksOf: leading?.speaksOf ?? null,
    effectSize: leading?.effectSize ?? null,
    replications: [...replications],
    tests: [...corrected],
  }
}

function countTested(plan: StudyPlan): number {
  const each = plan.arms.map((arm) => testedSeeds(arm, plan).length)
  return plan.replications.length * each.reduce((sum, seeds) => sum + seeds, 0)
}

/** By arm, the plan's order; none of an arm that is tested by all its seeds everywhere. */
function missingTrainings(plan: StudyPlan, tested: TestedRuns): MissingTrainings[] {
  return plan.arms.flatMap((arm) => {
    const wanted = plan.replications.length * testedSeeds(arm, plan).length
    const there = plan.replications.reduce((sum, _, place) => sum + tested.of(place, arm.name).length, 0)
    return there < wanted ? [{ label: arm.label, missing: wanted - there }] : []
  })
}
