import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contains, nthMissing } from './rows.ts'

/** A row somewhere in a longer list, some of them too long to be walked. */
const rows = fc
  .tuple(fc.uniqueArray(fc.nat(60), { maxLength: 50 }), fc.nat(5), fc.nat(5))
  .map(([row, before, after]) => {
    const values = Int32Array.of(
      ...new Int32Array(before).fill(7),
      ...Int32Array.from(row).sort(),
      ...new Int32Array(after).fill(3),
    )
    return { row, values, start: before, end: before + row.length }
  })

test('contains finds what is in the row, and nothing beside it', () => {
  fc.assert(
    fc.property(rows, fc.nat(62), ({ row, values, start, end }, value) => {
      expect(contains(values, start, end, value)).toBe(row.includes(value))
    }),
  )
})

test('nthMissing counts what is not in the row', () => {
  fc.assert(
    fc.property(rows, fc.nat(60), ({ row, values, start, end }, n) => {
      const missing = Array.from({ length: 130 }, (_, value) => value).filter((value) => !row.includes(value))
      expect(nthMissing(values, start, end, n)).toBe(missing[n])
    }),
  )
})
