import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BABY, syntheticInteractions } from './synthetic-interactions.ts'

const size = { users: 2000, items: 500, interactions: 20_000 }

describe('synthetic interactions', () => {
  it('are as many distinct pairs as asked for, ascending, at least three of each user', () => {
    const sizes = fc.record({
      users: fc.integer({ min: 1, max: 60 }),
      items: fc.integer({ min: 6, max: 60 }),
      fullness: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(sizes, fc.nat(), ({ users, items, fullness }, seed) => {
        const most = Math.floor((users * items) / 2)
        const interactions = Math.floor(3 * users + fullness * (most - 3 * users))
        const pairs = syntheticInteractions({ users, items, interactions }, seed)
        const keys = keysOf(pairs, items)
        expect(keys).toHaveLength(interactions)
        expect(keys.every((key, k) => k === 0 || key > (keys[k - 1] ?? key))).toBe(true)
        for (const count of counts(pairs, 0, users)) expect(count).toBeGreaterThanOrEqual(3)
        for (const item of column(pairs, 1)) expect(item).toBeLessThan(items)
      }),
      { numRuns: 50 },
    )
  })

  it('are the same for the same seed, and others for another', () => {
    expect(syntheticInteractions(size, 5)).toEqual(syntheticInteractions(size, 5))
    expect(syntheticInteractions(size, 6)).not.toEqual(syntheticInteractions(size, 5))
  })

  it('that do not fit the shop are refused', () => {
    expect(() => syntheticInteractions({ ...size, interactions: 3 * size.users - 1 }, 1)).toThrow(RangeError)
    expect(() => syntheticInteractions({ ...size, interactions: size.users * size.items }, 1)).toThrow(
      RangeError,
    )
  })

  it('at Baby size have the marginals of their weights', () => {
    const pairs = syntheticInteractions(BABY, 1)
    const items = counts(pairs, 1, BABY.items).sort((a, b) => b - a)
    const users = counts(pairs, 0, BABY.users).sort((a, b) => b - a)
    // Users first draw three items each by the items' weights, and the rest of the pairs by both.
    expect(headShare(items, 0.1) / weightShare(BABY.items, 0.8, 0.1)).toBeGreaterThan(0.9)
    expect(headShare(items, 0.1) / weightShare(BABY.items, 0.8, 0.1)).toBeLessThan(1.1)
    const drawn = BABY.interactions - 3 * BABY.users
    const expected = (3 * 0.1 * BABY.users + drawn * weightShare(BABY.users, 0.5, 0.1)) / BABY.interactions
    expect(headShare(users, 0.1) / expected).toBeGreaterThan(0.9)
    expect(headShare(users, 0.1) / expected).toBeLessThan(1.1)
  })
})

function column(pairs: Int32Array, member: 0 | 1): Int32Array {
  return pairs.filter((_, k) => k % 2 === member)
}

function keysOf(pairs: Int32Array, items: number): number[] {
  const users = column(pairs, 0)
  return Array.from(column(pairs, 1), (item, k) => (users[k] ?? 0) * items + item)
}

function counts(pairs: Int32Array, member: 0 | 1, of: number): number[] {
  const found = new Array<number>(of).fill(0)
  for (const value of column(pairs, member)) found[value] = (found[value] ?? 0) + 1
  return found
}

/** Share of the greatest ones. */
function headShare(descending: readonly number[], head: number): number {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return sum(descending.slice(0, head * descending.length)) / sum(descending)
}

/** The same for weights of (rank + 10)^-exponent. */
function weightShare(count: number, exponent: number, head: number): number {
  return headShare(
    Array.from({ length: count }, (_, rank) => (rank + 10) ** -exponent),
    head,
  )
}
