import { describe, expect, it } from 'vitest'
import type { Arm } from './arms.ts'
import { compareArms } from './comparisons.ts'
import { madeUpResult } from './testing/made-up-result.ts'

const base: Arm = { name: 'base', label: 'Base', method: 'lightgcn' }
const better: Arm = { name: 'better', label: 'Better', method: 'lightgcn', against: [{ arm: 'base' }] }

const at = (arm: string, seed: number, recall: number, trainingSeed = 1) =>
  madeUpResult({ arm, seed, recall, trainingSeed })

describe('a comparison', () => {
  it('pairs places, each with the mean over its training seeds', () => {
    const results = [
      at('base', 11, 0.2),
      at('base', 11, 0.3, 2),
      at('base', 12, 0.2),
      at('better', 11, 0.3),
      at('better', 12, 0.3),
      at('better', 13, 0.9),
    ]
    const [comparison] = compareArms([base, better], results)
    expect(comparison).toMatchObject({ replications: 2, better: 2 })
    expect(comparison?.meanDifference).toBeCloseTo((0.05 + 0.1) / 2)
    expect(comparison?.acrossPlaces?.signedRank).toBeCloseTo(0.5)
    expect(comparison?.acrossUsers).not.toBeNull()
  })

  it('has no test over places where there is one', () => {
    const [comparison] = compareArms([base, better], [at('base', 11, 0.2), at('better', 11, 0.3)])
    expect(comparison?.acrossPlaces).toBeNull()
  })

  it('is left out where the two have no place in common, or where it is not made', () => {
    const results = [at('base', 11, 0.2), at('better', 12, 0.3)]
    expect(compareArms([base, better], results)).toEqual([])
    const elsewhere: Arm = { ...better, against: [{ arm: 'base', worlds: ['cold'] }] }
    expect(compareArms([base, elsewhere], [...results, at('better', 11, 0.3)])).toEqual([])
  })

  it('is corrected for all of the table', () => {
    const rival: Arm = { ...better, name: 'rival', label: 'Rival' }
    const seeds = [11, 12, 13, 14]
    const results = seeds.flatMap((seed) => [
      at('base', seed, 0.2),
      at('better', seed, 0.3 + seed / 1000),
      at('rival', seed, 0.21 + ((seed % 2) * seed) / 1000),
    ])
    const [first, second] = compareArms([base, better, rival], results)
    const [one, other] = [first?.acrossPlaces, second?.acrossPlaces]
    expect(one?.adjusted).toBeCloseTo(2 * (one?.p ?? 0), 12)
    expect(other?.adjusted).toBeCloseTo(other?.p ?? 0, 12)
  })
})
