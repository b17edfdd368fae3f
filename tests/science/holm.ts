/**
 * Holm's adjusted p of each hypothesis of a family (Holm, Scandinavian Journal of Statistics 1979): the chance that any true
 * hypothesis has one below a level is at most that level, however they depend on each other.
 */
export function holmAdjusted(ps: readonly number[]): number[] {
  const order = Array.from(ps.keys()).sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1))
  const adjusted = ps.map(() => 1)
  let highest = 0
  order.forEach((index, place) => {
    highest = Math.max(highest, Math.min(1, (ps.length - place) * (ps[index] ?? 1)))
    adjusted[index] = highest
  })
  return adjusted
}
