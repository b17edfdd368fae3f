import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Operands, sizes } from '../testing/operands.ts'
import type { CompressedRows } from './backend.ts'
import { ReferenceBackend } from './reference/reference-backend.ts'
import { transposedRows } from './sparse-pair.ts'

const entriesOf = ({ rows, offsets, columns, values }: CompressedRows) =>
  Array.from({ length: rows }, (_, row) =>
    Array.from(columns.subarray(offsets[row], offsets[row + 1]), (column, place) => ({
      row,
      column,
      value: values[(offsets[row] ?? 0) + place],
    })),
  ).flat()

test('a transpose has the same entries, mirrored, in order', () => {
  fc.assert(
    fc.property(sizes, (drawn) => {
      const matrix = new Operands(new ReferenceBackend(), drawn).compressedRows(drawn.n, drawn.k)
      const transposed = transposedRows(matrix)
      expect([transposed.rows, transposed.cols]).toEqual([drawn.k, drawn.n])
      const mirrored = entriesOf(matrix).map(({ row, column, value }) => ({
        row: column,
        column: row,
        value,
      }))
      mirrored.sort((a, b) => a.row - b.row || a.column - b.column)
      expect(entriesOf(transposed)).toEqual(mirrored)
    }),
  )
})
