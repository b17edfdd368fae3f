import jstat from 'jstat'
import type { PairedTest } from '#shared/contract/runs.ts'
import { mean, sampleDeviation } from './statistics.ts'

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
  const differences = second.map((value, user) => value - (first[user] ?? Number.NaN))
  const meanDifference = mean(differences)
  const standardError = sampleDeviation(differences) / Math.sqrt(users)
  const margin = jstat.studentt.inv(0.975, users - 1) * standardError
  const t = statistic(meanDifference, standardError)
  return {
    metric,
    users,
    meanDifference,
    t,
    p: Math.min(1, 2 * jstat.studentt.cdf(-Math.abs(t), users - 1)),
    interval: [meanDifference - margin, meanDifference + margin],
  }
}

/** Users that all differ by the same amount leave no doubt; the wire has no infinity to say so. */
function statistic(meanDifference: number, standardError: number): number {
  if (standardError > 0) return meanDifference / standardError
  return Math.sign(meanDifference) * Number.MAX_VALUE
}
