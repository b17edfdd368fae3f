import padjust from '@stdlib/stats-padjust'

/**
 * Holm's adjusted p of each hypothesis of a family (Holm, Scandinavian Journal of Statistics 1979): the chance that any true
 * hypothesis has one below a level is at most that level, however they depend on each other.
 *
 * @param ps each from 0 to 1
 * @returns in their order; none of none
 */
export function holmAdjusted(ps: readonly number[]): number[] {
  return ps.length === 0 ? [] : padjust([...ps], 'holm')
}
