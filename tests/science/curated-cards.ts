import type { StudioClient } from '#main/engine/client.ts'
import { Annotator, type DatasetId } from '#shared/contract/ids.ts'
import type { ReviewCard } from '#shared/contract/review.ts'

/** In whose name the experiments decide. */
export const CURATOR = Annotator.parse('Simulated curator')

/** Every proposal of a data set, oldest first. */
export async function readCards(client: StudioClient, dataset: DatasetId): Promise<ReviewCard[]> {
  const { proposals } = await client.review.queue({ filter: { dataset }, sort: 'oldest' })
  const cards: ReviewCard[] = []
  for (const proposal of proposals) cards.push(await client.review.card({ proposal }))
  return cards
}
