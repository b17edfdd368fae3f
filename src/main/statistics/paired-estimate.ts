import ttest from '@stdlib/stats-ttest'
import type { Estimate } from './estimate.ts'

/**
 * The mean of paired differences, as the paired t-test knows it.
 *
 * @param differences one for each pair, at least two
 */
export function pairedEstimate(differences: Float64Array): Estimate {
  const { mean, sd, df } = ttest(differences)
  // What the library calls the standard deviation is the mean's: its standard error.
  return { mean, standardError: sd, degreesOfFreedom: df }
}
