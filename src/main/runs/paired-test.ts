import { studentTest } from '#main/statistics/estimate.ts'
import { pairedEstimate } from '#main/statistics/paired-estimate.ts'
import type { PairedTest } from '#shared/contract/runs.ts'

/**
 * Paired two-sided t-test of one metric, with the 95 % confidence interval of the mean difference
 * (Student, Biometrika 1908; Smucker et al., CIKM 2007, for its use on rankings).
 *
 * @param first one value per user, at least two users
 * @param second the same users in the same order
 */
export function pairedTest(metric: string, first: Float64Array, second: Float64Array): PairedTest {
  const users = first.length
  if (users < 2 || second.length !== users)
    throw new RangeError(`${users} and ${second.length} paired values`)
  const estimate = pairedEstimate(second.map((value, user) => value - (first[user] ?? Number.NaN)))
  const { statistic, p, interval } = studentTest(estimate)
  return { metric, users, meanDifference: estimate.mean, t: statistic, p, interval: [...interval] }
}
