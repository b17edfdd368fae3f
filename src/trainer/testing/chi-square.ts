/**
 * How far counts are from what probabilities let expect (Pearson 1900): the sum of (count - expected)^2 / expected.
 * @param counts of what cannot be, at probability 0, count Infinity
 */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return probabilities.reduce((sum, probability, index) => {
    const count = counts[index] ?? 0
    const expected = total * probability
    if (expected > 0) return sum + (count - expected) ** 2 / expected
    return count === 0 ? sum : Number.POSITIVE_INFINITY
  }, 0)
}
