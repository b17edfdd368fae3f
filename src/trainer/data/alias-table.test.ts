import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AliasTable } from './alias-table.ts'
import { Rng } from './rng.ts'

function counted(table: AliasTable, draws: number, seed: number): Map<number, number> {
  const rng = new Rng(seed, 'x')
  const counts = new Map<number, number>()
  for (let i = 0; i < draws; i++) {
    const outcome = table.draw(rng)
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return counts
}

test('each outcome comes as often as its weight says: chi-square over 12 of them', () => {
  const outcomes = Int32Array.from({ length: 12 }, (_, k) => 100 + k)
  const weights = Float64Array.from({ length: 12 }, (_, k) => (k + 1) ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const counts = counted(new AliasTable(outcomes, weights), 200_000, 3)
  let chiSquare = 0
  weights.forEach((weight, k) => {
    const expected = (200_000 * weight) / total
    chiSquare += ((counts.get(100 + k) ?? 0) - expected) ** 2 / expected
  })
  // 99.9th percentile at 11 degrees of freedom.
  expect(chiSquare).toBeLessThan(31.26)
})

test('every outcome can come and no other does, whatever the weights', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 })
  fc.assert(
    fc.property(weights, fc.nat(), (list, seed) => {
      const outcomes = Int32Array.from(list.keys())
      const counts = counted(new AliasTable(outcomes, Float64Array.from(list)), 5000, seed)
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual([...outcomes])
    }),
    { numRuns: 30 },
  )
})
