import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distinctInverseLists, inverseLists } from './inverse-lists.ts'

const ROWS = 6
const lists = fc
  .array(fc.integer({ min: -1, max: ROWS - 1 }), { maxLength: 20 })
  .map((list) => Int32Array.from(list))

/** Places in the list that name a row, ascending. */
function placesOf(list: Int32Array, row: number): number[] {
  return [...list.keys()].filter((place) => list[place] === row)
}

test('each row has the places that name it, in order', () => {
  fc.assert(
    fc.property(lists, (list) => {
      const { ends, places } = inverseLists(list, ROWS)
      for (let row = 0; row < ROWS; row++) {
        expect([...places.subarray(ends[row], ends[row + 1])]).toEqual(placesOf(list, row))
      }
    }),
  )
})

test('the distinct rows have the same parts', () => {
  fc.assert(
    fc.property(lists, (list) => {
      const { rows, ends, places } = distinctInverseLists(list)
      expect([...rows]).toEqual([...new Set(list)].filter((row) => row >= 0))
      rows.forEach((row, number) => {
        expect([...places.subarray(ends[number], ends[number + 1])]).toEqual(placesOf(list, row))
      })
      expect(ends.length).toBe(rows.length + 1)
    }),
  )
})
