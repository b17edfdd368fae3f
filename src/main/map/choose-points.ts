import { type Random, shuffled } from '#main/catalogue/random.ts'
import type { ItemId, ProposalId } from '#shared/contract/ids.ts'

export interface ChosenPoints {
  readonly items: readonly ItemId[]
  readonly proposals: readonly ProposalId[]
}

/**
 * What a map shows where it cannot show all: proposals in random order, each with its item, then other items. Both in the
 * order of their ids.
 *
 * @param limit points at most
 */
export function choosePoints(
  items: readonly ItemId[],
  proposals: readonly { readonly id: ProposalId; readonly item: ItemId }[],
  limit: number,
  random: Random,
): ChosenPoints {
  if (items.length + proposals.length <= limit) return inOrder(items, proposals)
  const chosenItems = new Set<ItemId>()
  const chosenProposals: { id: ProposalId; item: ItemId }[] = []
  for (const proposal of shuffled(proposals, random)) {
    const points = chosenItems.size + chosenProposals.length
    if (points + (chosenItems.has(proposal.item) ? 1 : 2) > limit) break
    chosenItems.add(proposal.item)
    chosenProposals.push(proposal)
  }
  for (const item of shuffled(items, random)) {
    if (chosenItems.size + chosenProposals.length >= limit) break
    chosenItems.add(item)
  }
  return inOrder([...chosenItems], chosenProposals)
}

function inOrder(items: readonly ItemId[], proposals: readonly { readonly id: ProposalId }[]): ChosenPoints {
  return {
    items: [...items].sort((a, b) => a - b),
    proposals: proposals.map(({ id }) => id).sort((a, b) => a - b),
  }
}
