import { ItemId, ProposalId } from '#shared/contract/ids.ts'
import type { MapPoints } from '#shared/contract/maps.ts'
import type { ProposalState } from '#shared/contract/proposals.ts'

interface ItemLike {
  category?: string | null
  /** A negative in each of these states, or with each of these balances. */
  states?: readonly ProposalState[]
  balances?: readonly (number | null)[]
}

/** Items in a row at (1, 0), (2, 0), …, the negatives of each above it at (1, 1), (1, 2), … */
export function mapPointsLike(items: readonly ItemLike[]): MapPoints {
  let last = 0
  const id = (at: number) => ItemId.parse(at + 1)
  return {
    items: items.map(({ category = 'Mugs' }, at) => ({
      item: id(at),
      title: `Mug ${at + 1}`,
      category,
      image: null,
      x: at + 1,
      y: 0,
    })),
    proposals: items.flatMap(({ states = [], balances = [] }, at) =>
      [
        ...states.map((state) => ({ state, balance: 1 })),
        ...balances.map((balance) => ({ state: 'pending' as const, balance })),
      ].map(({ state, balance }, above) => ({
        proposal: ProposalId.parse(++last),
        item: id(at),
        state,
        qualityMetrics: {
          contrastText: 0.2,
          contrastImage: 0.2,
          balance,
          cohesion: 1,
          hardness: null,
          falseNegativeRisk: 0.1,
          outsideEdits: 0,
        },
        x: at + 1,
        y: above + 1,
      })),
    ),
  }
}
