import { expect, test } from 'vitest'
import { Interactions } from './interactions.ts'
import { itemsToNodes } from './items-to-nodes.ts'

test('users get what they chose by the degrees of both, items get themselves', () => {
  const matrix = itemsToNodes(Interactions.fromPairs(Int32Array.of(0, 0, 0, 2, 1, 2), 2, 3))
  const dense = Array.from({ length: matrix.rows }, (_, row) => {
    const values = [0, 0, 0]
    for (let entry = matrix.offsets[row] ?? 0; entry < (matrix.offsets[row + 1] ?? 0); entry++) {
      values[matrix.columns[entry] ?? -1] = matrix.values[entry] ?? 0
    }
    return values
  })
  const expected = [
    [1 / Math.sqrt(2), 0, 1 / 2],
    [0, 0, 1 / Math.sqrt(2)],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]
  for (const [node, row] of expected.entries()) {
    for (const [item, value] of row.entries()) expect(dense[node]?.[item]).toBeCloseTo(value, 6)
  }
})
