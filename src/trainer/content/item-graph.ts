import type { CompressedRows } from '../backends/backend.ts'

/**
 * D^-1/2 G D^-1/2 of a graph's links, each of weight 1, with D the links of each row: the frozen item-item graph of
 * Zhou & Shen 2023 (FREEDOM).
 */
export function normalizedLinks({ rows, cols, offsets, columns }: CompressedRows): CompressedRows {
  const degree = (row: number) => (offsets[row + 1] ?? 0) - (offsets[row] ?? 0)
  const values = new Float32Array(columns.length)
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1] ?? 0
    for (let entry = offsets[row] ?? 0; entry < end; entry++) {
      values[entry] = 1 / Math.sqrt(degree(row) * degree(columns[entry] ?? 0))
    }
  }
  return { rows, cols, offsets, columns, values }
}

export interface WeightedGraph {
  readonly graph: CompressedRows
  readonly weight: number
}

/** The weighted sum of graphs over the same items; columns ascending if theirs are. At least one graph. */
export function mixedGraph(parts: readonly WeightedGraph[]): CompressedRows {
  const [first] = parts
  if (first === undefined) throw new RangeError('There is no graph to mix.')
  const { rows, cols } = first.graph
  const offsets = new Int32Array(rows + 1)
  const columns: number[] = []
  const values: number[] = []
  for (let row = 0; row < rows; row++) {
    const sums = new Map<number, number>()
    for (const { graph, weight } of parts) {
      const end = graph.offsets[row + 1] ?? 0
      for (let entry = graph.offsets[row] ?? 0; entry < end; entry++) {
        const column = graph.columns[entry] ?? 0
        sums.set(column, (sums.get(column) ?? 0) + weight * (graph.values[entry] ?? 0))
      }
    }
    for (const [column, value] of [...sums].sort(([a], [b]) => a - b)) {
      columns.push(column)
      values.push(value)
    }
    offsets[row + 1] = columns.length
  }
  return { rows, cols, offsets, columns: Int32Array.from(columns), values: Float32Array.from(values) }
}

/** A graph over items as one over all nodes, users first: [users + items, users + items]. Users have no links. */
export function amongNodes(users: number, { rows, cols, ...graph }: CompressedRows): CompressedRows {
  const offsets = new Int32Array(users + rows + 1)
  offsets.set(graph.offsets, users)
  const columns = graph.columns.map((column) => column + users)
  return { rows: users + rows, cols: users + cols, offsets, columns, values: graph.values }
}
