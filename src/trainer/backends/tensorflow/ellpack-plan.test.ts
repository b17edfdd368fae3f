import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compressRows } from './compress-rows.ts'
import { paddedWidth, planSlices } from './ellpack-plan.ts'

const matrices = fc.array(fc.array(fc.nat(9), { maxLength: 20 }), { minLength: 1, maxLength: 30 })

/** A matrix of ten columns from the columns of each row's entries; values count up from 1. */
function fromColumns(rows: readonly number[][]) {
  const columns = Int32Array.from(rows.flat())
  const entries = {
    rows: Int32Array.from(rows.flatMap((row, index) => row.map(() => index))),
    columns,
    values: Float32Array.from(columns, (_, index) => index + 1),
  }
  return compressRows(entries, rows.length, 10)
}

test('widths are powers of two and what is between them', () => {
  const entries = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 24, 25]
  expect(entries.map(paddedWidth)).toEqual([1, 2, 3, 4, 6, 6, 8, 8, 12, 12, 16, 16, 24, 24, 32])
})

test('each row is where its place says, with its entries in order, and padding weighs nothing', () => {
  fc.assert(
    fc.property(matrices, fc.integer({ min: 1, max: 50 }), (rows, most) => {
      const matrix = fromColumns(rows)
      const { slices, places } = planSlices(matrix, most)
      const planned = slices.flatMap(({ rows: count, width, columns, weights }) =>
        Array.from({ length: count }, (_, slot) => ({
          columns: [...columns.subarray(slot * width, (slot + 1) * width)],
          weights: [...weights.subarray(slot * width, (slot + 1) * width)],
        })),
      )
      rows.forEach((row, index) => {
        const found = planned[places[index] ?? -1]
        if (row.length === 0) {
          expect(places[index]).toBe(planned.length)
          return
        }
        const start = matrix.offsets[index] ?? 0
        const padding = paddedWidth(row.length) - row.length
        expect(found?.columns).toEqual([...row, ...Array(padding).fill(row.at(-1))])
        expect(found?.weights).toEqual([
          ...matrix.values.subarray(start, start + row.length),
          ...Array(padding).fill(0),
        ])
      })
      for (const slice of slices) {
        expect(slice.rows === 1 || slice.rows * slice.width <= most).toBe(true)
      }
    }),
  )
})

test('less than a third is padding', () => {
  fc.assert(
    fc.property(matrices, (rows) => {
      const matrix = fromColumns(rows)
      const planned = planSlices(matrix, 1000).slices.reduce((sum, { columns }) => sum + columns.length, 0)
      expect(planned).toBeLessThanOrEqual(1.5 * matrix.columns.length)
    }),
  )
})
