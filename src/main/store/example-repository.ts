import type { DatasetId, ItemId, ProposalId } from '#shared/contract/ids.ts'
import type { Reader } from './database.ts'

/** A negative that curators let through, and where its item stands. */
export interface ExampleCandidate {
  proposal: ProposalId
  item: ItemId
  /** Row of the item in every matrix of the data set. */
  position: number
}

/**
 * Accepted and edited negatives of a data set, the newest proposal first.
 *
 * @param before only those that were decided on until then, in milliseconds since 1970
 * @param without the item whose own negatives are left out
 */
export function readExampleCandidates(
  reader: Reader,
  dataset: DatasetId,
  { before, without, limit }: { before: number; without: ItemId; limit: number },
): ExampleCandidate[] {
  return reader
    .all<{ id: number; item_id: number; position: number }>(
      `SELECT s.id, s.item_id, i.position
       FROM genuine_proposal_state AS s
       JOIN item AS i ON i.id = s.item_id
       JOIN step AS taken ON taken.id = s.step_id
       WHERE s.dataset_id = :dataset AND s.state IN ('accepted', 'edited')
         AND s.item_id <> :without AND taken.created_at <= :before
       ORDER BY s.id DESC
       LIMIT :limit`,
      { dataset, before, without, limit },
    )
    .map((row) => ({
      proposal: row.id as ProposalId,
      item: row.item_id as ItemId,
      position: row.position,
    }))
}
