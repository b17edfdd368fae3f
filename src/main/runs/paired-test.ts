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
  const half = jstat.studentt.inv(0.975, users - 1) * standardError
  return {
    metric,
    users,
    meanDifference,
    ...significance(meanDifference, standardError, users - 1),
    interval: [meanDifference - half, meanDifference + half],
  }
}

function significance(
  meanDifference: number,
  standardError: number,
  degreesOfFreedom: number,
): { t: number; p: number } {
  // Users that all differ by the same amount leave no doubt; the wire has no infinity to say so.
  if (standardError === 0) {
    return { t: Math.sign(meanDifference) * Number.MAX_VALUE, p: meanDifference === 0 ? 1 : 0 }
  }
  const t = meanDifference / standardError
  return { t, p: Math.min(1, 2 * jstat.studentt.cdf(-Math.abs(t), degreesOfFreedom)) }
}
