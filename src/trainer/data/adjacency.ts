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
  const offsets = new Int32Array(nodes + 1)
  for (let node = 0; node < nodes; node++) {
    const degree = node < users ? interactions.degreeOf(node) : (counts[node - users] ?? 0)
    offsets[node + 1] = (offsets[node] ?? 0) + degree
  }
  const neighbours = new Int32Array(2 * columns.length)
  const values = new Float32Array(2 * columns.length)
  const next = offsets.slice()
  const append = (row: number, column: number, value: number) => {
    const position = next[row] ?? 0
    neighbours[position] = column
    values[position] = value
    next[row] = position + 1
  }
  for (let user = 0; user < users; user++) {
    for (const item of interactions.itemsOf(user)) {
      const value = 1 / Math.sqrt(interactions.degreeOf(user) * (counts[item] ?? 0))
      append(user, users + item, value)
      append(users + item, user, value)
    }
  }
  return { rows: nodes, cols: nodes, offsets, columns: neighbours, values }
}
