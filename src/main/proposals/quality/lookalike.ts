import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { countUsersOfBoth, readCoInteractedItems } from '#main/store/interaction-repository.ts'
import { readPositiveAt } from '#main/store/item-repository.ts'
import { readProposalContent, readProposalSummary } from '#main/store/proposal-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { Lookalike } from '#shared/contract/proposals.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { nearestLiked } from './quality-metrics.ts'

/**
 * The item behind the false-negative risk: which of those that the item's users have in training the negative's text, as it
 * stands, comes closest to. Null where they have no other.
 *
 * @throws ExpectedError NOT_FOUND when the proposal is gone; as the encoder does that cannot be used
 */
export async function lookalikeOf(
  { workspace, texts }: { workspace: ReadableWorkspace; texts: CatalogueEncoder },
  proposal: ProposalId,
): Promise<Lookalike | null> {
  const { database } = workspace
  const summary = readProposalSummary(database, proposal)
  const content = readProposalContent(database, proposal)
  if (summary === undefined || content === undefined) {
    throw new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.')
  }
  const liked = readCoInteractedItems(database, summary.item)
  if (liked.length === 0) return null
  const { encoder, vectors } = await texts(summary.dataset)
  const nearest = nearestLiked(await encoder.encode([content.current.text]), vectors, liked)
  const item = nearest && readPositiveAt(database, summary.dataset, nearest.row)
  if (nearest === null || item === null || item === undefined) return null
  const { users, both } = countUsersOfBoth(database, summary.item, item.id)
  return {
    item: item.id,
    externalId: item.externalId,
    title: item.title,
    description: item.description,
    category: item.category,
    image: item.image,
    similarity: nearest.cosine,
    users: both,
    of: users,
  }
}
