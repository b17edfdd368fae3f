import { setImmediate } from 'node:timers/promises'
import { holmAdjusted } from '#main/statistics/holm.ts'
import type { HypothesisResult, SignificanceTest } from '#shared/contract/studies.ts'
import type { StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { type ArmComparison, compareArms, type UncorrectedTest } from './compare-arms.ts'
import type { TestedRuns } from './tested-runs.ts'

/** Below this adjusted p a difference counts as shown. */
const SIGNIFICANCE = 0.05

export type Verdict = HypothesisResult['verdict']

/** Two arms of the study, one held against the other; by name. */
export interface Pair {
  readonly arm: string
  readonly against: string
}

export interface CorrectedComparison extends Pair, ArmComparison {
  /** Each with Holm's p over the same kind of test of all the pairs. */
  readonly corrected: readonly SignificanceTest[]
  readonly verdict: Verdict
}

/**
 * Compares the arms of each pair, and corrects their p for the number of pairs.
 *
 * @param complete false while trainings are missing: then no difference counts as shown
 * @throws RangeError for an arm that the plan does not have
 */
export async function comparePairs(
  pairs: readonly Pair[],
  plan: StudyPlan,
  tested: TestedRuns,
  complete: boolean,
): Promise<CorrectedComparison[]> {
  const compared: (Pair & ArmComparison)[] = []
  for (const { arm, against } of pairs) {
    const [ours, theirs] = [armNamed(plan, arm), armNamed(plan, against)]
    const differences = plan.replications.map((_, replication) =>
      tested.differences(replication, ours, theirs),
    )
    compared.push({ arm, against, ...compareArms(differences) })
    // In between the engine answers its windows.
    await setImmediate()
  }
  const adjusted = adjustedByKind(compared.flatMap(({ tests }) => tests))
  return compared.map((comparison) => {
    const corrected = comparison.tests.map((test) => ({ ...test, pAdjusted: adjusted.get(test) ?? 1 }))
    const leading = corrected.find(
      ({ test, speaksOf }) =>
        test === comparison.leading?.test.test && speaksOf === comparison.leading.test.speaksOf,
    )
    const verdict = complete ? verdictOf(comparison.difference, leading) : 'not-shown'
    return { ...comparison, corrected, verdict }
  })
}

export function armNamed({ arms }: StudyPlan, name: string): StudyArm {
  const found = arms.find((arm) => arm.name === name)
  if (found === undefined) throw new RangeError(`The plan has no arm "${name}".`)
  return found
}

function adjustedByKind(tests: readonly UncorrectedTest[]): Map<UncorrectedTest, number> {
  const families = Map.groupBy(tests, ({ test, speaksOf }) => `${test} ${speaksOf}`)
  return new Map(
    [...families.values()].flatMap((family) => {
      const adjusted = holmAdjusted(family.map(({ p }) => p))
      return family.map((test, index) => [test, adjusted[index] ?? 1] as const)
    }),
  )
}

function verdictOf(difference: number | null, leading: SignificanceTest | undefined): Verdict {
  if (difference === null || difference === 0 || leading === undefined) return 'not-shown'
  if (leading.pAdjusted >= SIGNIFICANCE) return 'not-shown'
  return difference > 0 ? 'better' : 'worse'
}
