import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import type { Reader } from './database.ts'
import { decodeNegative, type NegativeColumns } from './stored-json.ts'

/** An accepted or edited proposal as it stands: what its text says, and which attributes it changes. */
export interface CuratedText {
  proposal: ProposalId
  /** Row of the item in every matrix of the data set. */
  position: number
  text: string
  attributes: AttributeChange[]
  /** The changes as they were proposed, before any edit. */
  proposed: AttributeChange[]
}

/** Ascending by the item's position. */
export function readCuratedTexts(reader: Reader, dataset: DatasetId): CuratedText[] {
  return reader
    .all<NegativeColumns & { id: number; position: number }>(
      `SELECT s.id, i.position, s.text, s.visual, s.attributes, s.edited_content
       FROM genuine_proposal_state AS s
       JOIN item AS i ON i.id = s.item_id
       WHERE s.dataset_id = :dataset AND s.state IN ('accepted', 'edited')
       ORDER BY i.position, s.id`,
      { dataset },
    )
    .map((row) => {
      const { current, proposed } = decodeNegative(row)
      return {
        proposal: row.id as ProposalId,
        position: row.position,
        text: current.text,
        attributes: current.attributes,
        proposed: proposed.attributes,
      }
    })
}
