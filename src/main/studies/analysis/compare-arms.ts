import { crossedEstimate, meanOverSeeds } from '#main/statistics/crossed-estimate.ts'
import { type Estimate, meanOfEstimates, studentTest } from '#main/statistics/estimate.ts'
import { mean } from '#main/statistics/mean-and-deviation.ts'
import { pairedEstimate } from '#main/statistics/paired-estimate.ts'
import { signedRankTest } from '#main/statistics/signed-rank-test.ts'
import type { SignificanceTest, SpeaksOf } from '#shared/contract/studies.ts'

/** A test before it is corrected for how many there are. */
export type UncorrectedTest = Omit<SignificanceTest, 'pAdjusted'>

/** An arm held against another one. */
export interface ArmComparison {
  /** Mean over the replications; null where none is tested. */
  readonly difference: number | null
  /** By replication. */
  readonly replications: readonly (number | null)[]
  readonly tests: readonly UncorrectedTest[]
  /** The test that speaks of the most; null where nothing can be tested. */
  readonly leading: LeadingTest | null
}

export interface LeadingTest {
  readonly speaksOf: SpeaksOf
  readonly test: UncorrectedTest
  readonly interval: readonly [number, number]
  /** Cohen's d_z; null where the differences are all alike. */
  readonly effectSize: number | null
}

/** From so many replications on the differences of worlds are tested. */
const WORLDS_NEEDED = 3

/** What speaks of the most comes first. */
const LEADERS: readonly SpeaksOf[] = ['worlds', 'users and seeds', 'users', 'seeds']

/**
 * Tests the differences between two arms in every way that they allow: over users (paired t and Wilcoxon, each user's mean over the
 * seeds), over seeds (each seed's mean over the users), over users and seeds at once, and over worlds, from three replications on (paired t
 * and Wilcoxon over the replications' means). The first three speak of users and seeds of these very data sets: with several of them
 * the difference is the mean of theirs, each of the same weight, and its standard error follows from theirs (meanOfEstimates). Trainings that
 * draw nothing come out alike at every seed: they are one training, and tell nothing of seeds.
 *
 * @param differences by replication, [seeds][users], the arm less the other one; none of a replication where the two were not tested
 */
export function compareArms(differences: readonly (readonly Float64Array[])[]): ArmComparison {
  const tested = differences.filter((rows) => rows.length > 0).map(withoutRepetitions)
  const means = differences.map((rows) => (rows.length === 0 ? null : mean(rows.map(mean))))
  const worlds = Float64Array.from(means.filter((each) => each !== null))
  const users = tested.map(meanOverSeeds)
  const seeds = tested.map((rows) => Float64Array.from(rows, mean))
  const all = tested.map(concatenated)
  const [testable, ofUsers, ofSeeds] = [
    tested.length > 0,
    users.every(({ length }) => length > 1),
    seeds.every(({ length }) => length > 1),
  ]
  const students = [
    ...(testable && ofUsers ? [student('paired t', 'users', users, users.map(pairedEstimate))] : []),
    ...(testable && ofSeeds ? [student('paired t', 'seeds', seeds, seeds.map(pairedEstimate))] : []),
    ...(testable && ofUsers && ofSeeds
      ? [student('crossed random effects', 'users and seeds', all, tested.map(crossedEstimate))]
      : []),
    ...(worlds.length >= WORLDS_NEEDED
      ? [student('paired t', 'worlds', [worlds], [pairedEstimate(worlds)])]
      : []),
  ]
  const tests = students.flatMap(({ test }) => {
    const { speaksOf } = test
    if (speaksOf === 'users') return [test, wilcoxon(speaksOf, concatenated(users))]
    return speaksOf === 'worlds' ? [test, wilcoxon(speaksOf, worlds)] : [test]
  })
  const leading = LEADERS.flatMap((speaksOf) => students.find((each) => each.speaksOf === speaksOf) ?? [])[0]
  return {
    difference: worlds.length === 0 ? null : mean(worlds),
    replications: means,
    tests,
    leading: leading ?? null,
  }
}

/** One row of rows that are all alike. */
function withoutRepetitions(rows: readonly Float64Array[]): readonly Float64Array[] {
  const [first] = rows
  const isAlike = rows.every((row) => row.every((value, user) => value === first?.[user]))
  return first !== undefined && isAlike ? [first] : rows
}

/** @param groups the differences, by replication where it is of what is within them */
function student(
  test: 'paired t' | 'crossed random effects',
  speaksOf: SpeaksOf,
  groups: readonly Float64Array[],
  estimates: readonly Estimate[],
): LeadingTest {
  const estimate = meanOfEstimates(estimates)
  const { statistic, p, interval } = studentTest(estimate)
  const n = groups.reduce((sum, { length }) => sum + length, 0)
  const deviation = deviationWithin(groups)
  return {
    speaksOf,
    test: { test, speaksOf, n, statistic, degreesOfFreedom: estimate.degreesOfFreedom, p },
    interval,
    effectSize: deviation === 0 ? null : estimate.mean / deviation,
  }
}

/** Metrics are kept in single precision: what differs behind the sixth decimal is rounding, and would part what is equal. */
function wilcoxon(speaksOf: SpeaksOf, differences: Float64Array): UncorrectedTest {
  const { statistic, p } = signedRankTest(differences.map((difference) => Math.round(1e6 * difference) / 1e6))
  return { test: 'wilcoxon', speaksOf, n: differences.length, statistic, degreesOfFreedom: null, p }
}

/** Standard deviation around the mean of each group, pooled. */
function deviationWithin(groups: readonly Float64Array[]): number {
  let [squares, freedom] = [0, 0]
  for (const group of groups) {
    const centre = mean(group)
    for (const value of group) squares += (value - centre) ** 2
    freedom += group.length - 1
  }
  return Math.sqrt(squares / freedom)
}

function concatenated(groups: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(groups.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const group of groups) {
    joined.set(group, at)
    at += group.length
  }
  return joined
}
