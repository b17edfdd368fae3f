import type { Reader } from '#main/store/database.ts'
import {
  countProposalsByState,
  listProposalIds,
  listProposalPositions,
  readCountedQueuePage,
} from '#main/store/proposal-list.ts'
import { readProposalOrigin } from '#main/store/proposal-repository.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { ProposalFilter } from '#shared/contract/proposals.ts'
import type { QueueStart, StateCounts } from '#shared/contract/review.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Doubts, ItemDoubts } from './doubts/item-doubts.ts'
import { proposalGone } from './proposal-gone.ts'

interface Queue {
  proposals: ProposalId[]
  counts: StateCounts | null
  position: number | null
}

/** @throws ExpectedError NOT_FOUND where the proposal that the page starts from is gone */
export async function readQueue(
  reader: Reader,
  doubts: Pick<ItemDoubts, 'known' | 'fresh'>,
  request: Parameters<Service<'review'>['queue']>[0],
): Promise<Queue> {
  const { filter, sort, wait = false, from, limit } = request
  if (
    from !== undefined &&
    from.kind !== 'position' &&
    readProposalOrigin(reader, from.proposal) === undefined
  ) {
    throw proposalGone()
  }
  if (sort === 'least-certain') {
    const of = filter.dataset
    const ordered = leastCertain(reader, filter, wait ? await doubts.fresh(of) : doubts.known(of))
    return { ...pageOf(ordered, from, limit), counts: countProposalsByState(reader, filter) }
  }
  if (limit === undefined) {
    const proposals = listProposalIds(reader, filter, sort)
    return { proposals, counts: countProposalsByState(reader, filter), position: 1 }
  }
  return readCountedQueuePage(reader, { filter, sort, from, limit })
}

/** By what the reader is least sure of; oldest first among equals, and where nothing is known yet. */
function leastCertain(reader: Reader, filter: ProposalFilter, doubts: Doubts | null): ProposalId[] {
  const listed = listProposalPositions(reader, filter)
  const doubtOf = ({ position }: (typeof listed)[number]) => doubts?.[position] ?? 0
  return listed.sort((a, b) => doubtOf(b) - doubtOf(a)).map(({ proposal }) => proposal)
}

/** A page of an order that is known as a whole; what has left it since has no place there, and the page begins at the start. */
function pageOf(
  ordered: readonly ProposalId[],
  from: QueueStart | undefined,
  limit = ordered.length,
): { proposals: ProposalId[]; position: number | null } {
  if (from === undefined) return { proposals: ordered.slice(0, limit), position: 1 }
  if (from.kind === 'position') {
    const { position } = from
    return { proposals: ordered.slice(position - 1, position - 1 + limit), position }
  }
  const place = ordered.indexOf(from.proposal)
  switch (from.kind) {
    case 'before':
      return { proposals: ordered.slice(Math.max(0, place - limit), Math.max(0, place)), position: null }
    case 'after':
      return { proposals: ordered.slice(place + 1, place + 1 + limit), position: null }
    case 'at': {
      const start = Math.max(0, place)
      return { proposals: ordered.slice(start, start + limit), position: start + 1 }
    }
  }
}
