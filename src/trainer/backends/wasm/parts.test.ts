import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cuts, Parts } from './parts.ts'

const awake = () => false
const threads = fc.integer({ min: 1, max: 9 })

function expectPartition(cuts: Cuts, count: number): void {
  expect(cuts[0]).toBe(0)
  expect(cuts.at(-1)).toBe(count)
  expect([...cuts]).toEqual([...cuts].toSorted((a, b) => a - b))
}

test('equal parts cover everything once and begin at the grain', () => {
  fc.assert(
    fc.property(threads, fc.nat(5000), fc.constantFrom(1, 4, 16), (count, length, grain) => {
      const cuts = new Parts(count, awake, 0).equal(length, 1, grain)
      expectPartition(cuts, length)
      for (const cut of cuts) expect(cut === length || cut % grain === 0).toBe(true)
    }),
  )
})

test('weighted parts cover everything once, and none costs more than its share and one row', () => {
  fc.assert(
    fc.property(threads, fc.array(fc.nat(50), { maxLength: 200 }), (count, entries) => {
      const cuts = new Parts(count, awake).weighted(entries.length, (row) => entries[row] ?? 0)
      expectPartition(cuts, entries.length)
      const cost = (begin: number, end: number) =>
        entries.slice(begin, end).reduce((sum, each) => sum + each + 2, 0)
      const parts = cuts.length - 1
      const share = cost(0, entries.length) / parts
      const most = Math.max(0, ...entries) + 2
      for (let t = 0; t < count; t++)
        expect(cost(cuts[t] ?? 0, cuts[t + 1] ?? 0)).toBeLessThanOrEqual(share + most)
    }),
  )
})

test('little work stays on one thread', () => {
  expect([...new Parts(3, awake).equal(100, 10)]).toEqual([0, 100])
  expect([...new Parts(2, awake).equal(100, 1000)]).toEqual([0, 50, 100])
  expect([...new Parts(2, () => true).equal(100, 1000)]).toEqual([0, 100])
})

test('a large matrix is divided into more parts than there are threads', () => {
  const cuts = new Parts(2, awake).weighted(1000, () => 5000)
  expect(cuts.length - 1).toBe(16)
  expectPartition(cuts, 1000)
})
