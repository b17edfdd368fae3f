import ranks from '@stdlib/stats-ranks'
import wilcoxon from '@stdlib/stats-wilcoxon'

/** Up to so many differences other than 0 the p is exact. */
const EXACT_PAIRS = 50

export interface SignedRankTest {
  /** The sum of the ranks of positive differences. */
  readonly statistic: number
  /** Two-sided; 1 where no difference is other than 0. */
  readonly p: number
}

/**
 * Wilcoxon's signed-rank test (Wilcoxon, Biometrics Bulletin 1945): differences of 0 are left out, equal ones share the mean of their
 * ranks. Up to 50 differences the p is exact, also with equal ones, where the library (as SciPy) would approximate it: every choice of signs
 * is as likely as any other. Beyond, it is the normal approximation with corrections for equal ranks and continuity.
 *
 * @param differences one for each pair
 */
export function signedRankTest(differences: ArrayLike<number>): SignedRankTest {
  const left = Float64Array.from(differences).filter((difference) => difference !== 0)
  if (left.length > EXACT_PAIRS) {
    const { statistic, pValue } = wilcoxon(left)
    return { statistic, p: Math.min(1, pValue) }
  }
  // Twice the ranks: whole numbers also where differences are equal.
  const doubled = ranks(left.map(Math.abs)).map((rank) => 2 * rank)
  const total = doubled.reduce((sum, rank) => sum + rank, 0)
  const positive = doubled.reduce((sum, rank, at) => sum + ((left[at] ?? 0) > 0 ? rank : 0), 0)
  const chances = chancesOfSums(doubled, total)
  let tail = 0
  for (let sum = 0; sum <= Math.min(positive, total - positive); sum++) tail += chances[sum] ?? 0
  return { statistic: positive / 2, p: Math.min(1, 2 * tail) }
}

/** The chance of each sum, 0 to the total, of the ranks whose difference is positive. */
function chancesOfSums(ranks: readonly number[], total: number): Float64Array {
  let chances = new Float64Array(total + 1)
  chances[0] = 1
  for (const rank of ranks) {
    chances = chances.map((chance, sum) => (chance + (sum >= rank ? (chances[sum - rank] ?? 0) : 0)) / 2)
  }
  return chances
}
