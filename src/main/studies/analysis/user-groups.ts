import type { Places } from './divisions.ts'

/** The test interactions of a replication, grouped by user and part: a group is one user's in one part. */
export interface UserGroups {
  /** Group of each test interaction; -1 where it is in no part. */
  readonly ofPair: Int32Array
  /** Interactions of each group. */
  readonly sizes: Int32Array
  /** Part of each group. */
  readonly parts: Int32Array
  /** Test interactions in each part. */
  readonly interactions: Int32Array
  /** Users with any of them, by part. */
  readonly users: Int32Array
}

/** @param pairs user, item, user, item, ... */
export function groupByUser(pairs: Int32Array, { of, places }: Places, parts: number): UserGroups {
  const ofPair = new Int32Array(pairs.length / 2).fill(-1)
  const [interactions, users] = [new Int32Array(parts), new Int32Array(parts)]
  const [known, sizes, groupParts] = [new Map<number, number>(), [] as number[], [] as number[]]
  for (let pair = 0; pair < ofPair.length; pair++) {
    const [user, item] = [pairs[2 * pair] ?? -1, pairs[2 * pair + 1] ?? -1]
    const part = places[of === 'user' ? user : item] ?? -1
    if (part < 0) continue
    const key = user * parts + part
    let group = known.get(key)
    if (group === undefined) {
      group = sizes.push(0) - 1
      known.set(key, group)
      groupParts.push(part)
      users[part] = (users[part] ?? 0) + 1
    }
    ofPair[pair] = group
    sizes[group] = (sizes[group] ?? 0) + 1
    interactions[part] = (interactions[part] ?? 0) + 1
  }
  return { ofPair, sizes: Int32Array.from(sizes), parts: Int32Array.from(groupParts), interactions, users }
}

/**
 * Recall within each part: the share of a group's interactions among the user's first k, mean over the part's groups; NaN for a part
 * without any.
 *
 * @param ranks of the test interactions, from 1; 0 for one that is never ranked, which counts as missed
 */
export function recallByPart(
  { ofPair, sizes, parts, users }: UserGroups,
  ranks: Int32Array,
  cutoff: number,
): Float64Array {
  const hits = new Int32Array(sizes.length)
  for (let pair = 0; pair < ofPair.length; pair++) {
    const [group, rank] = [ofPair[pair] ?? -1, ranks[pair] ?? 0]
    if (group >= 0 && rank >= 1 && rank <= cutoff) hits[group] = (hits[group] ?? 0) + 1
  }
  const sums = new Float64Array(users.length)
  for (let group = 0; group < hits.length; group++) {
    const part = parts[group] ?? -1
    sums[part] = (sums[part] ?? 0) + (hits[group] ?? 0) / (sizes[group] ?? Number.NaN)
  }
  return sums.map((sum, part) => sum / (users[part] ?? 0))
}
