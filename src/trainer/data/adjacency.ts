import type { CompressedRows } from '../backends/backend.ts'
import type { Interactions } from './interactions.ts'

/**
 * LightGCN's graph: D^-1/2 A D^-1/2 of the bipartite graph of users and items (He et al. 2020, section
 * 3.1.2), as a symmetric matrix [users + items, users + items]; item i is node users + i. A node without
 * neighbours has an empty row.
 */
export function normalizedAdjacency(interactions: Interactions): CompressedRows {
  const { users, items, columns } = interactions
  const counts = interactions.itemCounts()
  const nodes = users + items
  // The users' rows are the interactions' own rows, the items' rows follow.
  const offsets = new Int32Array(nodes + 1)
  offsets.set(interactions.offsets)
  for (let item = 0; item < items; item++) {
    offsets[users + item + 1] = (offsets[users + item] ?? 0) + (counts[item] ?? 0)
  }
  const neighbours = new Int32Array(2 * columns.length)
  const values = new Float32Array(2 * columns.length)
  const next = offsets.slice(users, nodes)
  for (let user = 0; user < users; user++) {
    const end = offsets[user + 1] ?? 0
    const degree = interactions.degreeOf(user)
    for (let p = offsets[user] ?? 0; p < end; p++) {
      const item = columns[p] ?? 0
      const value = 1 / Math.sqrt(degree * (counts[item] ?? 0))
      neighbours[p] = users + item
      values[p] = value
      const mirrored = next[item] ?? 0
      neighbours[mirrored] = user
      values[mirrored] = value
      next[item] = mirrored + 1
    }
  }
  return { rows: nodes, cols: nodes, offsets, columns: neighbours, values }
}
