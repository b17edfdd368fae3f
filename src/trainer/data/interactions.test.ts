import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizedAdjacency } from './adjacency.ts'
import { Interactions } from './interactions.ts'

const USERS = 6
const ITEMS = 5
const pairs = fc.array(fc.tuple(fc.nat(USERS - 1), fc.nat(ITEMS - 1)), { maxLength: 40 })
const from = (list: [number, number][]) => Interactions.fromPairs(Int32Array.from(list.flat()), USERS, ITEMS)

test('rows hold each pair once, ascending', () => {
  fc.assert(
    fc.property(pairs, (list) => {
      const interactions = from(list)
      for (let user = 0; user < USERS; user++) {
        const expected = new Set(list.filter(([u]) => u === user).map(([, item]) => item))
        expect([...interactions.itemsOf(user)]).toEqual([...expected].sort((a, b) => a - b))
        expect(interactions.degreeOf(user)).toBe(expected.size)
      }
      expect(interactions.size).toBe(new Set(list.map(String)).size)
      const counts = interactions.itemCounts()
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(interactions.size)
    }),
  )
})

test('the adjacency is symmetric, 1 / sqrt(deg(u) deg(i)), with no other entry', () => {
  fc.assert(
    fc.property(pairs, (list) => {
      const interactions = from(list)
      const counts = interactions.itemCounts()
      const { rows, cols, offsets, columns, values } = normalizedAdjacency(interactions)
      expect([rows, cols]).toEqual([USERS + ITEMS, USERS + ITEMS])
      const entries = new Map<string, number>()
      for (let row = 0; row < rows; row++) {
        for (let k = offsets[row] ?? 0; k < (offsets[row + 1] ?? 0); k++) {
          entries.set(`${row},${columns[k]}`, values[k] ?? 0)
        }
      }
      expect(entries.size).toBe(2 * interactions.size)
      for (const [user, item] of list) {
        const expected = Math.fround(1 / Math.sqrt(interactions.degreeOf(user) * (counts[item] ?? 0)))
        expect(entries.get(`${user},${USERS + item}`)).toBe(expected)
        expect(entries.get(`${USERS + item},${user}`)).toBe(expected)
      }
    }),
  )
})
