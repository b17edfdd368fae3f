import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'

/**
 * The exact interval of a proportion: Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the
 * binomial, Biometrika 26 (1934). It holds for the few cases that there are at first, and is never too narrow.
 *
 * @param hits of `of` trials, at least one
 * @param confidence 0.95 for an interval that holds the proportion in 95 % of all cases at least
 */
export function proportionInterval(
  hits: number,
  of: number,
  confidence = 0.95,
): { low: number; high: number } {
  const tail = (1 - confidence) / 2
  return {
    low: hits === 0 ? 0 : betaQuantile(tail, hits, of - hits + 1),
    high: hits === of ? 1 : betaQuantile(1 - tail, hits + 1, of - hits),
  }
}
