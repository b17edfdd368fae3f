import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bounds, Partitioner } from './partitioner.ts'

const awake = () => false
const threads = fc.integer({ min: 1, max: 9 })

function expectPartition(bounds: Bounds, count: number): void {
  expect(bounds[0]).toBe(0)
  expect(bounds.at(-1)).toBe(count)
  expect([...bounds]).toEqual([...bounds].toSorted((a, b) => a - b))
}

test('equal parts cover everything once and begin at the grain', () => {
  fc.assert(
    fc.property(threads, fc.nat(5000), fc.constantFrom(1, 4, 16), (count, length, grain) => {
      const bounds = new Partitioner(count, awake, 0).equal(length, 1, grain)
      expectPartition(bounds, length)
      for (const cut of bounds) expect(cut === length || cut % grain === 0).toBe(true)
    }),
  )
})

test('weighted parts cover everything once, and none costs more than its share and one row', () => {
  fc.assert(
    fc.property(threads, fc.array(fc.nat(50), { maxLength: 200 }), (count, entries) => {
      const bounds = new Partitioner(count, awake).weighted(entries.length, (row) => entries[row] ?? 0)
      expectPartition(bounds, entries.length)
      const cost = (begin: number, end: number) =>
        entries.slice(begin, end).reduce((sum, each) => sum + each + 2, 0)
      const partitioner = bounds.length - 1
      const share = cost(0, entries.length) / partitioner
      const most = Math.max(0, ...entries) + 2
      for (let t = 0; t < count; t++)
        expect(cost(bounds[t] ?? 0, bounds[t + 1] ?? 0)).toBeLessThanOrEqual(share + most)
    }),
  )
})

test('little work stays on one thread', () => {
  expect([...new Partitioner(3, awake).equal(100, 10)]).toEqual([0, 100])
  expect([...new Partitioner(2, awake).equal(100, 1000)]).toEqual([0, 50, 100])
  expect([...new Partitioner(2, () => true).equal(100, 1000)]).toEqual([0, 100])
})

test('a large matrix is divided into more parts than there are threads', () => {
  const bounds = new Partitioner(2, awake).weighted(1000, () => 5000)
  expect(bounds.length - 1).toBe(16)
  expectPartition(bounds, 1000)
})
