import normalCdf from '@stdlib/stats-base-dists-normal-cdf'
import ranksOf from '@stdlib/stats-ranks'

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
 * ranks, and every choice of signs is as likely as any other. Up to 50 differences the p is exact, also with equal ones; beyond, it is the
 * normal approximation with a correction for continuity, where the sum has the mean Σ ranks / 2 and the variance Σ ranks² / 4, which allows
 * for equal ranks (Lehmann, Nonparametrics 1975). The library's own test approximates where there are equal ones, and loses
 * small p to rounding.
 *
 * @param differences one for each pair
 */
export function signedRankTest(differences: ArrayLike<number>): SignedRankTest {
  const left = Float64Array.from(differences).filter((difference) => difference !== 0)
  // Nothing is missing; to look for it takes the square of time.
  const ranks = ranksOf(left.map(Math.abs), { missing: 'remove' })
  const statistic = ranks.reduce((sum, rank, at) => sum + ((left[at] ?? 0) > 0 ? rank : 0), 0)
  const tail = left.length > EXACT_PAIRS ? approximateTail : exactTail
  return { statistic, p: Math.min(1, 2 * tail(ranks, statistic)) }
}

/** The chance of a sum at least as far from the middle as this one, on one side. */
function approximateTail(ranks: readonly number[], statistic: number): number {
  const [middle, variance] = ranks.reduce(
    ([sum, squares], rank) => [sum + rank / 2, squares + rank ** 2 / 4],
    [0, 0],
  )
  const distance = Math.abs(statistic - middle)
  return distance === 0 ? 1 : normalCdf((0.5 - distance) / Math.sqrt(variance), 0, 1)
}

function exactTail(ranks: readonly number[], statistic: number): number {
  // Twice the ranks: whole numbers also where differences are equal.
  const doubled = ranks.map((rank) => 2 * rank)
  const total = doubled.reduce((sum, rank) => sum + rank, 0)
  const chances = chancesOfSums(doubled, total)
  let tail = 0
  for (let sum = 0; sum <= Math.min(2 * statistic, total - 2 * statistic); sum++) tail += chances[sum] ?? 0
  return tail
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
