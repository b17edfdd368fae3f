import type { CompressedRows } from '../backends/backend.ts'
import { normalizedAdjacency } from './adjacency.ts'
import type { Interactions } from './interactions.ts'

/**
 * Carries vectors of items to all nodes, users first: [users + items, items]. A user gets the sum over the items chosen,
 * each by 1 / sqrt(d_u d_i) as in LightGCN's graph; an item keeps its own.
 */
export function itemsToNodes(interactions: Interactions): CompressedRows {
  const { users, items } = interactions
  const adjacency = normalizedAdjacency(interactions)
  const pairs = adjacency.offsets[users] ?? 0
  const offsets = Int32Array.from({ length: users + items + 1 }, (_, node) =>
    node <= users ? (adjacency.offsets[node] ?? 0) : pairs + node - users,
  )
  const columns = new Int32Array(pairs + items)
  const values = new Float32Array(pairs + items).fill(1)
  columns.set(adjacency.columns.subarray(0, pairs).map((node) => node - users))
  values.set(adjacency.values.subarray(0, pairs))
  for (let item = 0; item < items; item++) columns[pairs + item] = item
  return { rows: users + items, cols: items, offsets, columns, values }
}
