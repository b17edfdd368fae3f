import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allRows, timeOrOldest } from './by-key.ts'
import { countBy, kCore } from './k-core.ts'
import { newestPairs } from './newest-pairs.ts'
import { leaveOneOutCounts, ratioCounts, splitByTime } from './split.ts'

const USERS = 6
const ITEMS = 8
const interactions = fc
  .array(
    fc.record({
      user: fc.nat(USERS - 1),
      item: fc.nat(ITEMS - 1),
      time: fc.option(fc.nat(20), { nil: Number.NaN }),
    }),
    { maxLength: 120 },
  )
  .map((rows) => ({
    count: rows.length,
    users: Array.from({ length: USERS }, String),
    items: Array.from({ length: ITEMS }, String),
    user: Int32Array.from(rows, (row) => row.user),
    item: Int32Array.from(rows, (row) => row.item),
    timestamp: Float64Array.from(rows, (row) => row.time),
  }))

describe('the k-core', () => {
  it('has at least k interactions of every user and item in it, and lacks nothing that could stay', () => {
    fc.assert(
      fc.property(interactions, fc.integer({ min: 1, max: 6 }), ({ count, user, item }, k) => {
        const core = kCore(allRows(count), user, item, k)
        const ofUser = countBy(core, user)
        const ofItem = countBy(core, item)
        for (const row of core) {
          expect(ofUser[user[row] ?? 0]).toBeGreaterThanOrEqual(k)
          expect(ofItem[item[row] ?? 0]).toBeGreaterThanOrEqual(k)
        }
        expect(kCore(core, user, item, k)).toEqual(core)
        expect(core).toEqual(coreByRemovingOneAtATime(count, user, item, k))
      }),
    )
  })

  it('peels a chain of which every removal sets off just one more', () => {
    const links = 200_000
    // User n has the items n and n + 1, so that all have two but the first and the last item.
    const user = Int32Array.from({ length: 2 * links }, (_, row) => row >> 1)
    const item = Int32Array.from({ length: 2 * links }, (_, row) => (row + 1) >> 1)
    expect(kCore(allRows(2 * links), user, item, 2)).toHaveLength(0)
  })

  /** The definition taken at its word; the order of removal does not matter, so one at a time will do. */
  function coreByRemovingOneAtATime(count: number, user: Int32Array, item: Int32Array, k: number) {
    const left = [...allRows(count)]
    for (;;) {
      const poor = left.findLastIndex(
        (row) =>
          left.filter((other) => user[other] === user[row]).length < k ||
          left.filter((other) => item[other] === item[row]).length < k,
      )
      if (poor < 0) return Int32Array.from(left)
      left.splice(poor, 1)
    }
  }
})

describe('repeated pairs', () => {
  it('leave exactly one row of each pair, the newest, and name every other one', () => {
    fc.assert(
      fc.property(interactions, (log) => {
        const named: [number, number][] = []
        const kept = newestPairs(log, (row, newest) => named.push([row, newest]))
        const pair = (row: number) => `${log.user[row]} ${log.item[row]}`
        const time = (row: number) => timeOrOldest(log.timestamp[row])
        expect(new Set([...kept].map(pair)).size).toBe(kept.length)
        expect([...kept, ...named.map(([row]) => row)].sort((a, b) => a - b)).toEqual([...allRows(log.count)])
        for (const [row, newest] of named) {
          expect(kept).toContain(newest)
          expect(pair(row)).toBe(pair(newest))
          expect(time(row) < time(newest) || (time(row) === time(newest) && row < newest)).toBe(true)
        }
      }),
    )
  })
})

describe('splits', () => {
  it('give every user whole shares that add up and leave something to train on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.nat(9)),
        (n, ratios) => {
          const [train, validation, test] = ratioCounts(n, ratios)
          const sum = ratios[0] + ratios[1] + ratios[2]
          expect(train + validation + test).toBe(n)
          expect(train).toBeGreaterThanOrEqual(1)
          expect(Math.abs(validation - (n * ratios[1]) / sum)).toBeLessThan(1)
          expect(Math.abs(test - (n * ratios[2]) / sum)).toBeLessThan(1)
        },
      ),
    )
  })

  it('at 8:1:1 deal out as RecBole does', () => {
    const counts = (n: number) => ratioCounts(n, [0.8, 0.1, 0.1])
    expect([1, 2, 3, 5, 10, 19, 20, 30, 100].map(counts)).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [1, 1, 1],
      [3, 1, 1],
      [8, 1, 1],
      [17, 1, 1],
      [16, 2, 2],
      [24, 3, 3],
      [80, 10, 10],
    ])
  })

  it('leave the last one out for test and the one before for validation', () => {
    expect([1, 2, 3, 9].map(leaveOneOutCounts)).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [1, 1, 1],
      [7, 1, 1],
    ])
  })

  it('follow time: nothing in train is newer than what is held out', () => {
    fc.assert(
      fc.property(interactions, fc.nat(), (log, seed) => {
        const rows = allRows(log.count)
        const counts = (n: number) => ratioCounts(n, [0.6, 0.2, 0.2])
        const splits = splitByTime(rows, log, USERS, counts, seed)
        for (const [a, splitA] of splits.entries()) {
          for (const [b, splitB] of splits.entries()) {
            if (log.user[a] !== log.user[b] || splitA >= splitB) continue
            const [timeA, timeB] = [log.timestamp[a] ?? Number.NaN, log.timestamp[b] ?? Number.NaN]
            expect(Number.isNaN(timeA) || timeA <= timeB).toBe(true)
          }
        }
        for (let user = 0; user < USERS; user++) {
          const own = [...rows].filter((row) => log.user[row] === user)
          const found = [0, 1, 2].map((split) => own.filter((row) => splits[row] === split).length)
          expect(found).toEqual(own.length === 0 ? [0, 0, 0] : counts(own.length))
        }
      }),
    )
  })

  it('without times depend on the seed, and on nothing else', () => {
    const user = new Int32Array(200)
    const timestamp = new Float64Array(200).fill(Number.NaN)
    const split = (seed: number) =>
      splitByTime(allRows(200), { user, timestamp }, 1, (n) => ratioCounts(n, [0.8, 0.1, 0.1]), seed)
    expect(split(1)).toEqual(split(1))
    expect(split(1)).not.toEqual(split(2))
  })
})
