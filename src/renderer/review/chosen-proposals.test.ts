import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ProposalId } from '#shared/contract/ids.ts'
import { readProposals, writeProposals } from './chosen-proposals.ts'

it('gives back the ids that were written, in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 40 }), { minLength: 1 }), (numbers) => {
      const ids = numbers.map((number) => ProposalId.parse(number))
      expect(readProposals(writeProposals(ids))).toEqual([...new Set(ids)].sort((a, b) => a - b))
    }),
  )
})

it.each(['', 'x y', '_', '1__2', '0', '1_0', '-1', 'zzzzzzzzzzz', '1.5'])(
  'takes %j for no selection',
  (word) => {
    expect(readProposals(word)).toBeUndefined()
  },
)

it('fits two thousand ids of ten thousand into some thousand characters', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => ProposalId.parse(1 + index * 5))
  expect(writeProposals(ids).length).toBe(2000 * 2 - 1)
})
