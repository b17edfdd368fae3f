import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compressRows } from './compress-rows.ts'

test('sorts entries by row, keeps their order within one, and leaves out row -1', () => {
  const entry = fc.tuple(fc.integer({ min: -1, max: 6 }), fc.nat(4), fc.integer({ min: -9, max: 9 }))
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const { offsets, columns, values } = compressRows(
        {
          rows: Int32Array.from(entries, ([row]) => row),
          columns: Int32Array.from(entries, ([, column]) => column),
          values: Float32Array.from(entries, ([, , value]) => value),
        },
        7,
        5,
      )
      const found = [...columns].map((column, index) => {
        const row = offsets.findLastIndex((offset) => offset <= index)
        return [row, column, values[index]]
      })
      expect(found).toEqual(entries.filter(([row]) => row >= 0).toSorted(([a], [b]) => a - b))
      expect(offsets).toHaveLength(8)
    }),
  )
})
