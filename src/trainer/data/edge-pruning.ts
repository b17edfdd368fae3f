import { Interactions } from './interactions.ts'
import type { Rng } from './rng.ts'

/**
 * Degree-sensitive edge pruning (Zhou & Shen 2023, FREEDOM): keeps a share of the pairs, drawn without
 * replacement with probabilities in proportion to 1 / (sqrt(d_u) sqrt(d_i)), so that links of popular nodes go first.
 *
 * Drawn in one pass: the pairs with the smallest E / weight are kept, E exponentially distributed, which is that draw
 * (Efraimidis & Spirakis 2006). Sorts one number per pair.
 * @param share to keep, from 0 to 1; rounded down to whole pairs
 */
export function keptEdges(interactions: Interactions, share: number, rng: Rng): Interactions {
  const { users, items, columns, offsets } = interactions
  const counts = interactions.itemCounts()
  const keys = new Float64Array(columns.length)
  for (let user = 0; user < users; user++) {
    const end = offsets[user + 1] ?? 0
    const degree = interactions.degreeOf(user)
    for (let p = offsets[user] ?? 0; p < end; p++) {
      const inverseWeight = Math.sqrt(degree * (counts[columns[p] ?? 0] ?? 0))
      keys[p] = -Math.log((rng.next() + 1) / 2 ** 32) * inverseWeight
    }
  }
  const kept = Math.floor(share * columns.length)
  const last = keys.toSorted()[kept - 1] ?? Number.NEGATIVE_INFINITY
  // Of equal keys at the end of the list as many as are still missing.
  let equal = kept - keys.reduce((below, key) => below + (key < last ? 1 : 0), 0)
  const pairs = new Int32Array(2 * kept)
  let length = 0
  for (let user = 0; user < users; user++) {
    const end = offsets[user + 1] ?? 0
    for (let p = offsets[user] ?? 0; p < end; p++) {
      const key = keys[p] ?? 0
      if (key > last || (key === last && equal-- <= 0)) continue
      pairs[length++] = user
      pairs[length++] = columns[p] ?? 0
    }
  }
  return Interactions.fromPairs(pairs, users, items)
}
