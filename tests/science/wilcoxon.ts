/**
 * The exact two-sided p of Wilcoxon's signed-rank test (Wilcoxon, Biometrics Bulletin 1945): differences of 0 are left out, equal ones
 * share the mean of their ranks, and every choice of signs is as likely as any other. 1 where nothing is left.
 *
 * @param differences one for each pair; time and memory grow with the cube and the square of their number
 */
export function signedRankTest(differences: readonly number[]): number {
  const left = differences.filter((difference) => difference !== 0)
  const ranks = doubledRanks(left.map(Math.abs))
  const total = ranks.reduce((sum, rank) => sum + rank, 0)
  const positive = left.reduce((sum, difference, at) => sum + (difference > 0 ? (ranks[at] ?? 0) : 0), 0)
  const chances = chancesOfSums(ranks, total)
  const smaller = Math.min(positive, total - positive)
  let tail = 0
  for (let sum = 0; sum <= smaller; sum++) tail += chances[sum] ?? 0
  return Math.min(1, 2 * tail)
}

/** Twice the rank of each value, 1 the smallest: whole numbers also where values are equal. */
function doubledRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length
    const equal = values.filter((other) => other === value).length
    return 2 * below + equal + 1
  })
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
