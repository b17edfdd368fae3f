import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CompressedRows } from '../backends/backend.ts'
import type { Matrix } from '../data/features.ts'
import { Rng } from '../data/rng.ts'
import { nearestItems } from './nearest-items.ts'

const rowsOf = ({ rows, offsets, columns, values }: CompressedRows) =>
  Array.from({ length: rows }, (_, row) => {
    const [start, end] = [offsets[row], offsets[row + 1]]
    return { columns: [...columns.subarray(start, end)], values: [...values.subarray(start, end)] }
  })

function cosine({ cols, values }: Matrix, a: number, b: number): number {
  const row = (item: number) => values.subarray(item * cols, (item + 1) * cols)
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0)
  return dot(row(a), row(b)) / Math.sqrt(dot(row(a), row(a)) * dot(row(b), row(b)))
}

test('have the highest cosines of all items, the item itself among them', () => {
  const matrices = fc
    .record({
      rows: fc.integer({ min: 1, max: 150 }),
      cols: fc.integer({ min: 2, max: 9 }),
      seed: fc.nat(),
    })
    .map(({ rows, cols, seed }) => {
      const rng = new Rng(seed, 'features')
      return { rows, cols, values: Float32Array.from({ length: rows * cols }, () => rng.uniform(-1, 1)) }
    })
  fc.assert(
    fc.property(matrices, fc.integer({ min: 1, max: 12 }), (matrix, k) => {
      rowsOf(nearestItems(matrix, k)).forEach(({ columns, values }, item) => {
        expect(columns).toHaveLength(Math.min(k, matrix.rows))
        expect(columns).toEqual([...new Set(columns)].sort((a, b) => a - b))
        columns.forEach((other, at) => {
          expect(values[at]).toBeCloseTo(cosine(matrix, item, other), 5)
        })
        const furthest = Math.min(...values)
        // Nothing is nearer than the item itself, but others may be as near.
        if (furthest < 1 - 1e-6) expect(columns).toContain(item)
        for (let other = 0; other < matrix.rows; other++) {
          if (columns.includes(other)) continue
          expect(cosine(matrix, item, other)).toBeLessThan(furthest + 1e-5)
        }
      })
    }),
    { numRuns: 20 },
  )
})

test('come with their cosines, whatever the lengths of the vectors', () => {
  const values = Float32Array.of(2, 0, 0.3, 0.4, 0, 5)
  const [first] = rowsOf(nearestItems({ rows: 3, cols: 2, values }, 2))
  expect(first?.columns).toEqual([0, 1])
  expect(first?.values[0]).toBeCloseTo(1)
  expect(first?.values[1]).toBeCloseTo(0.6)
})

test('are those with the lower index where cosines are equal', () => {
  const values = new Float32Array(2 * 200).fill(1)
  const rows = rowsOf(nearestItems({ rows: 200, cols: 2, values }, 3))
  expect(rows.map(({ columns }) => columns)).toEqual(rows.map(() => [0, 1, 2]))
})

test('leave out items without content', () => {
  const values = Float32Array.of(1, 1, 0, 0, 1, 2)
  const rows = rowsOf(nearestItems({ rows: 3, cols: 2, values }, 3))
  expect(rows.map(({ columns }) => columns)).toEqual([[0, 2], [], [0, 2]])
})
