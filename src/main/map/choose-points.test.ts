import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seededRandom } from '#main/catalogue/random.ts'
import { ItemId, ProposalId } from '#shared/contract/ids.ts'
import { choosePoints } from './choose-points.ts'

it('never exceeds the limit, shows every proposal with its item, and leaves nothing out for no reason', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.nat(39), { maxLength: 60 }),
      fc.integer({ min: 2, max: 120 }),
      fc.nat(),
      (count, owners, limit, seed) => {
        const items = Array.from({ length: count }, (_, index) => ItemId.parse(index + 1))
        const proposals = owners.map((owner, index) => ({
          id: ProposalId.parse(index + 1),
          item: ItemId.parse((owner % count) + 1),
        }))
        const chosen = choosePoints(items, proposals, limit, seededRandom(seed))
        const points = chosen.items.length + chosen.proposals.length
        expect(points).toBeLessThanOrEqual(limit)
        expect(new Set(chosen.items).size).toBe(chosen.items.length)
        expect(new Set(chosen.proposals).size).toBe(chosen.proposals.length)
        for (const { id, item } of proposals) {
          if (chosen.proposals.includes(id)) expect(chosen.items).toContain(item)
        }
        if (items.length + proposals.length <= limit) expect(points).toBe(items.length + proposals.length)
        else
          expect(points === limit || chosen.items.length === items.length || limit - points === 1).toBe(true)
        expect(choosePoints(items, proposals, limit, seededRandom(seed))).toEqual(chosen)
      },
    ),
  )
})
