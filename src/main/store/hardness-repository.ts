import type { DatasetId, ProposalId, RunId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'

/** A proposal as a trained model scores it: what was proposed, whatever a curator made of it. */
export interface UnscoredProposal {
  proposal: ProposalId
  /** Row of the item in every matrix of the data set. */
  position: number
  text: string
  visual: string
}

/** Proposals that this run has not scored, by id from `after` on; those of items without training users never are. */
export function readUnscoredProposals(
  reader: Reader,
  page: { dataset: DatasetId; run: RunId; after: number; limit: number },
): UnscoredProposal[] {
  return reader.all<UnscoredProposal>(
    `SELECT p.id AS proposal, i.position, p.text, p.visual
     FROM proposal AS p
     JOIN item AS i ON i.id = p.item_id
     WHERE p.dataset_id = :dataset AND p.id > :after
       AND NOT EXISTS (SELECT 1 FROM hardness AS h WHERE h.proposal_id = p.id AND h.run_id = :run)
       AND EXISTS (SELECT 1 FROM item_interaction AS n WHERE n.item_id = p.item_id AND n.split = 0)
     ORDER BY p.id
     LIMIT :limit`,
    page,
  )
}

/** Replaces what older runs said; passes over proposals that are gone by now. */
export function replaceHardness(
  writer: Writer,
  run: RunId,
  scores: readonly { proposal: ProposalId; value: number }[],
): void {
  writer.transaction(() => {
    for (const { proposal, value } of scores) {
      writer.run(
        `INSERT OR REPLACE INTO hardness (proposal_id, run_id, value)
         SELECT id, :run, :value FROM proposal WHERE id = :proposal`,
        { run, proposal, value },
      )
    }
  })
}
