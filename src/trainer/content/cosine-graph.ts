import type { CompressedRows } from '../backends/backend.ts'

/**
 * D^-1/2 S D^-1/2 of a graph S of nearest items with its cosines as weights, D the sums of its rows: the item-item graph
 * of Yu et al. 2023 (MGCN), after Zhang et al. 2021 (LATTICE). A cosine below 0, of which no root could
 * be taken, counts as 0.
 */
export function normalizedCosines({ rows, cols, offsets, columns, values }: CompressedRows): CompressedRows {
  const weights = values.map((cosine) => Math.max(0, cosine))
  const totals = Float64Array.from({ length: rows }, (_, row) =>
    weights.subarray(offsets[row], offsets[row + 1]).reduce((sum, weight) => sum + weight, 0),
  )
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1] ?? 0
    for (let entry = offsets[row] ?? 0; entry < end; entry++) {
      const weight = weights[entry] ?? 0
      if (weight > 0) {
        weights[entry] = weight / Math.sqrt((totals[row] ?? 0) * (totals[columns[entry] ?? 0] ?? 0))
      }
    }
  }
  return { rows, cols, offsets, columns, values: weights }
}
