import tCdf from '@stdlib/stats-base-dists-t-cdf'
import tQuantile from '@stdlib/stats-base-dists-t-quantile'

/** A mean difference, and what it is known by: a paired test has one, and so has each replication of a study. */
export interface Estimate {
  readonly mean: number
  readonly standardError: number
  /** Of the standard error; need not be whole. */
  readonly degreesOfFreedom: number
}

/** Student's test of whether an estimate is of 0 (Student, Biometrika 1908), two-sided. */
export interface StudentTest {
  /** Where the standard error is 0: ±Number.MAX_VALUE, since the wire has no infinity, or 0 for a mean of 0. */
  readonly statistic: number
  readonly p: number
  /** 95 % interval of the mean. */
  readonly interval: readonly [number, number]
}

/** Values that are all alike leave no doubt: p is 0, or 1 where they are 0, and the interval has no width. */
export function studentTest({ mean, standardError, degreesOfFreedom }: Estimate): StudentTest {
  if (standardError === 0) {
    return {
      statistic: Math.sign(mean) * Number.MAX_VALUE,
      p: mean === 0 ? 1 : 0,
      interval: [mean, mean],
    }
  }
  const statistic = mean / standardError
  const half = tQuantile(0.975, degreesOfFreedom) * standardError
  return {
    statistic,
    p: Math.min(1, 2 * tCdf(-Math.abs(statistic), degreesOfFreedom)),
    interval: [mean - half, mean + half],
  }
}

/**
 * The mean of independent estimates, each with the same weight, of the same things in different places: it speaks of what they
 * speak of, in these very places. Its variance is the sum of theirs over their squared number, with the degrees of freedom of
 * Satterthwaite (Biometrics Bulletin 1946) and Welch (Biometrika 1947).
 *
 * @param estimates at least one; a single one is returned as it is
 */
export function meanOfEstimates(estimates: readonly Estimate[]): Estimate {
  const [only] = estimates
  if (only !== undefined && estimates.length === 1) return only
  let [sum, variance, spread] = [0, 0, 0]
  for (const { mean, standardError, degreesOfFreedom } of estimates) {
    sum += mean
    variance += standardError ** 2
    spread += standardError ** 4 / degreesOfFreedom
  }
  return {
    mean: sum / estimates.length,
    standardError: Math.sqrt(variance) / estimates.length,
    degreesOfFreedom: variance === 0 ? estimates.length : variance ** 2 / spread,
  }
}
