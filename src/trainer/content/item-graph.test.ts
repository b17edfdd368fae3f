import { expect, test } from 'vitest'
import type { CompressedRows } from '../backends/backend.ts'
import { amongNodes, mixedGraph, normalizedLinks } from './item-graph.ts'

function compressed(dense: readonly (readonly number[])[]): CompressedRows {
  const entries = dense.flatMap((row, at) =>
    row.flatMap((value, column) => (value === 0 ? [] : [{ row: at, column, value }])),
  )
  return {
    rows: dense.length,
    cols: dense.length,
    offsets: Int32Array.from(
      { length: dense.length + 1 },
      (_, row) => entries.filter((e) => e.row < row).length,
    ),
    columns: Int32Array.from(entries, ({ column }) => column),
    values: Float32Array.from(entries, ({ value }) => value),
  }
}

function dense({ rows, cols, offsets, columns, values }: CompressedRows): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const all = Array.from({ length: cols }, () => 0)
    for (let entry = offsets[row] ?? 0; entry < (offsets[row + 1] ?? 0); entry++) {
      all[columns[entry] ?? 0] = values[entry] ?? 0
    }
    return all
  })
}

test('links are normalised by the links of both ends, whatever their cosines', () => {
  const graph = compressed([
    [1, 0.9, 0],
    [0.9, 0, 0],
    [0.5, 0.5, 1],
  ])
  const expected = [
    [1 / 2, 1 / Math.sqrt(2), 0],
    [1 / Math.sqrt(2), 0, 0],
    [1 / Math.sqrt(6), 1 / Math.sqrt(3), 1 / 3],
  ]
  dense(normalizedLinks(graph)).forEach((row, at) => {
    row.forEach((value, column) => {
      expect(value).toBeCloseTo(expected[at]?.[column] ?? Number.NaN, 6)
    })
  })
})

test('a mixed graph is the weighted sum', () => {
  const a = compressed([
    [1, 0],
    [2, 4],
  ])
  const b = compressed([
    [4, 8],
    [0, 0],
  ])
  const mixed = mixedGraph([
    { graph: a, weight: 0.5 },
    { graph: b, weight: 0.25 },
  ])
  expect(dense(mixed)).toEqual([
    [1.5, 2],
    [1, 2],
  ])
  expect([...mixed.columns]).toEqual([0, 1, 0, 1])
})

test('among nodes, items come after the users', () => {
  const graph = compressed([
    [1, 2],
    [0, 3],
  ])
  expect(dense(amongNodes(1, graph))).toEqual([
    [0, 0, 0],
    [0, 1, 2],
    [0, 0, 3],
  ])
})
