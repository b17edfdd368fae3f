import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tensorFlowInJavaScript } from '../../testing/tensorflow-in-javascript.ts'
import { compressRows } from './compress-rows.ts'
import { SparseProduct } from './sparse-product.ts'
import type { Matrix } from './tensorflow-api.ts'

const tf = await tensorFlowInJavaScript()

const value = fc.integer({ min: -5, max: 5 })
const drawn = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  cols: fc.integer({ min: 1, max: 8 }),
  width: fc.integer({ min: 1, max: 4 }),
  entries: fc.array(fc.record({ row: fc.nat(99), column: fc.nat(99), value }), { maxLength: 60 }),
  dense: fc.array(value, { minLength: 32, maxLength: 32 }),
  wanted: fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 12 }),
  entriesPerSlice: fc.integer({ min: 1, max: 30 }),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

function matrixOf({ rows, cols, entries }: Drawn) {
  return compressRows(
    {
      rows: Int32Array.from(entries, ({ row }) => row % rows),
      columns: Int32Array.from(entries, ({ column }) => column % cols),
      values: Float32Array.from(entries, (entry) => entry.value),
    },
    rows,
    cols,
  )
}

function multiplied({ rows, cols, width, entries, dense }: Drawn): number[][] {
  const result = Array.from({ length: rows }, () => Array<number>(width).fill(0))
  for (const { row, column, value } of entries) {
    const into = result[row % rows] ?? []
    for (let c = 0; c < width; c++) {
      into[c] = (into[c] ?? 0) + value * (dense[(column % cols) * width + c] ?? 0)
    }
  }
  return result
}

/** What `compute` gives, with nothing left behind. */
function valuesOf(compute: () => Matrix): number[][] {
  const before = tf.memory().numTensors
  const result = tf.tidy(compute)
  const values = result.arraySync()
  result.dispose()
  expect(tf.memory().numTensors).toBe(before)
  return values
}

test('multiplies like the definition, all rows and some, however it is sliced', () => {
  fc.assert(
    fc.property(drawn, (sizes) => {
      const { rows, cols, width, dense, entriesPerSlice } = sizes
      const product = new SparseProduct(tf, matrixOf(sizes), entriesPerSlice)
      const x = tf.tensor2d(dense.slice(0, cols * width), [cols, width])
      const expected = multiplied(sizes)
      const zero = (row: number[]) => row.map((sum) => sum + 0)
      expect(valuesOf(() => product.multiply(x)).map(zero)).toEqual(expected.map(zero))
      const wanted = [...new Set(sizes.wanted.map((row) => row % rows))]
      expect(valuesOf(() => product.multiplyRows(Int32Array.from(wanted), x)).map(zero)).toEqual(
        wanted.map((row) => zero(expected[row] ?? [])),
      )
      product.dispose()
      x.dispose()
    }),
    { numRuns: 60 },
  )
})

test('a NaN reaches the rows that name it, and no other', () => {
  const entries = {
    rows: Int32Array.of(0, 1, 1, 1, 1, 1),
    columns: Int32Array.of(0, 1, 2, 3, 1, 2),
    values: new Float32Array(6).fill(1),
  }
  // Row 1 has 5 entries, and is padded to 6.
  const product = new SparseProduct(tf, compressRows(entries, 3, 4))
  const x = tf.tensor2d([Number.NaN, 1, 2, 3], [4, 1])
  expect(product.multiply(x).arraySync()).toEqual([[Number.NaN], [9], [0]])
})
