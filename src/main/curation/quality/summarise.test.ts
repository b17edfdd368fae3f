import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { NegativeFigures } from '#main/store/negative-figures-repository.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import { binned, distributions, summarise } from './summarise.ts'

function negative(parts: Partial<NegativeFigures>): NegativeFigures {
  return {
    proposal: 1 as ProposalId,
    generator: 'rule-based',
    model: 'no model',
    state: 'pending',
    annotator: null,
    contrastText: null,
    contrastImage: null,
    balance: null,
    cohesion: null,
    hardness: null,
    falseNegativeRisk: null,
    outsideEdits: 0,
    ...parts,
  }
}

it('counts states, and takes medians over what is known', () => {
  const summary = summarise([
    negative({ state: 'accepted', balance: 0.2 }),
    negative({ state: 'edited', balance: 0.6 }),
    negative({ state: 'rejected' }),
    negative({ state: 'skipped', balance: 1 }),
    negative({}),
  ])
  expect(summary).toMatchObject({
    negatives: 5,
    states: { pending: 1, accepted: 1, edited: 1, rejected: 1, skipped: 1 },
    acceptanceRate: 2 / 3,
    medians: { balance: 0.6, hardness: null, outsideEdits: 0 },
  })
  expect(summarise([])).toMatchObject({ negatives: 0, acceptanceRate: null, medians: { balance: null } })
})

it('spreads each metric over bins of one width, and says of how many it is known', () => {
  const found = distributions([negative({ cohesion: 1 }), negative({ cohesion: 0.51 }), negative({})])
  const cohesion = found.find(({ metric }) => metric === 'cohesion')
  expect(cohesion).toMatchObject({ known: 2, median: 0.755 })
  expect(cohesion?.bins).toHaveLength(20)
  expect(cohesion?.bins.filter(({ count }) => count > 0)).toEqual([
    { from: 0.5, to: 0.55, count: 1 },
    { from: 0.95, to: 1, count: 1 },
  ])
})

it('has a bin for every value, also beyond 0 and 1', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1, max: 2, noNaN: true })), (values) => {
      const bins = binned(values)
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
      expect(bins[0]?.from).toBeLessThanOrEqual(Math.min(0, ...values))
      expect(bins.at(-1)?.to).toBeGreaterThanOrEqual(Math.max(1, ...values))
      const last = bins.length - 1
      bins.forEach(({ from, to, count }, place) => {
        const own = values.filter((value) => value >= from && (place === last ? value <= to : value < to))
        expect(Math.abs(own.length - count)).toBeLessThanOrEqual(nearEdges(values, from, to))
      })
    }),
  )
})

/** Values so near to an edge that rounding may put them on either side of it. */
function nearEdges(values: readonly number[], from: number, to: number): number {
  return values.filter((value) => Math.min(Math.abs(value - from), Math.abs(value - to)) < 1e-12).length
}
