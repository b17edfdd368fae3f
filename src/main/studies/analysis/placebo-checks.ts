import type { StudyPlan } from '#shared/studies/plan.ts'
import { type CorrectedComparison, comparePairs, type Pair, type Verdict } from './comparisons.ts'
import type { TestedRuns } from './tested-runs.ts'

/** What an arm's placebo says of a hypothesis on the arm. */
export interface PlaceboCheck {
  readonly label: string
  /** Of the placebo against what the arm is held against. */
  readonly placebo: { readonly difference: number | null; readonly verdict: Verdict }
  /** Of the arm against the placebo. */
  readonly arm: { readonly difference: number | null; readonly verdict: Verdict }
}

/**
 * By hypothesis, each placebo of its arm. Where the plan states a comparison as a hypothesis it has that one's verdict; the others are
 * corrected for their own number.
 *
 * @param hypotheses the plan's, in its order
 */
export async function placeboChecks(
  plan: StudyPlan,
  hypotheses: readonly CorrectedComparison[],
  tested: TestedRuns,
  complete: boolean,
): Promise<PlaceboCheck[][]> {
  const placebosOf = ({ arm, against }: Pair) =>
    plan.arms.filter(({ name, placeboOf }) => placeboOf === arm && name !== against)
  const wanted = hypotheses.flatMap((hypothesis) =>
    placebosOf(hypothesis).flatMap(({ name }) => [
      { arm: name, against: hypothesis.against },
      { arm: hypothesis.arm, against: name },
    ]),
  )
  const unstated = wanted.filter(
    (pair, index) =>
      !hypotheses.some((stated) => isSame(stated, pair)) &&
      wanted.findIndex((other) => isSame(other, pair)) === index,
  )
  const known = [...hypotheses, ...(await comparePairs(unstated, plan, tested, complete))]
  const knownOf = (pair: Pair) => {
    const { difference = null, verdict = 'not-shown' } = known.find((other) => isSame(other, pair)) ?? {}
    return { difference, verdict }
  }
  return hypotheses.map(({ arm, against }) =>
    placebosOf({ arm, against }).map(({ name, label }) => ({
      label,
      placebo: knownOf({ arm: name, against }),
      arm: knownOf({ arm, against: name }),
    })),
  )
}

function isSame(a: Pair, b: Pair): boolean {
  return a.arm === b.arm && a.against === b.against
}
