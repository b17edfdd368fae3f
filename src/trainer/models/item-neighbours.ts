import type { CompressedRows } from '../backends/backend.ts'
import type { Interactions } from '../data/interactions.ts'

export interface NeighbourSettings {
  readonly neighbours: number
  readonly shrinkage: number
  readonly normalized: boolean
}

/**
 * The items most similar to each item (Deshpande & Karypis 2004): row j holds the `neighbours` items i with the greatest
 *
 *   c_ij / (sqrt(c_i c_j) + shrinkage)
 *
 * above 0, c_ij being the number of users that have both and c_i those that have i; the cosine of the two columns of
 * interactions where the shrinkage is 0. Of equally similar items the one with the lower index comes first.
 *
 * @returns [items, items], the columns of a row ascending; where `normalized`, the values of a row add up to 1
 */
export function itemNeighbours(training: Interactions, settings: NeighbourSettings): CompressedRows {
  const { items } = training
  const { neighbours, shrinkage, normalized } = settings
  const users = usersByItem(training)
  const counts = training.itemCounts()
  const together = new Int32Array(items)
  const similarities = new Float64Array(items)
  const offsets = new Int32Array(items + 1)
  const columns: number[] = []
  const values: number[] = []
  for (let item = 0; item < items; item++) {
    const met = countTogether(training, users, item, together)
    for (const other of met) {
      const shared = together[other] ?? 0
      together[other] = 0
      similarities[other] = shared / (Math.sqrt((counts[item] ?? 0) * (counts[other] ?? 0)) + shrinkage)
    }
    met.sort((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0) || a - b)
    const nearest = met.slice(0, neighbours).sort((a, b) => a - b)
    const total = nearest.reduce((sum, other) => sum + (similarities[other] ?? 0), 0)
    for (const other of nearest) {
      columns.push(other)
      values.push((similarities[other] ?? 0) / (normalized ? total : 1))
    }
    offsets[item + 1] = columns.length
  }
  return {
    rows: items,
    cols: items,
    offsets,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  }
}

/** The users of each item, as rows of one list. */
interface UsersByItem {
  readonly offsets: Int32Array
  readonly users: Int32Array
}

function usersByItem(training: Interactions): UsersByItem {
  const { items, size } = training
  const counts = training.itemCounts()
  const offsets = new Int32Array(items + 1)
  for (let item = 0; item < items; item++) offsets[item + 1] = (offsets[item] ?? 0) + (counts[item] ?? 0)
  const next = offsets.slice()
  const users = new Int32Array(size)
  for (let user = 0; user < training.users; user++) {
    for (const item of training.itemsOf(user)) {
      const place = next[item] ?? 0
      users[place] = user
      next[item] = place + 1
    }
  }
  return { offsets, users }
}

/**
 * Counts the users that have another item besides this one.
 * @param together zeros; holds the counts afterwards
 * @returns the other items that were met
 */
function countTogether(
  training: Interactions,
  { offsets, users }: UsersByItem,
  item: number,
  together: Int32Array,
): number[] {
  const met: number[] = []
  for (const user of users.subarray(offsets[item], offsets[item + 1])) {
    for (const other of training.itemsOf(user)) {
      if (other === item) continue
      if (together[other] === 0) met.push(other)
      together[other] = (together[other] ?? 0) + 1
    }
  }
  return met
}
