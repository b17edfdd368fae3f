import type { Annotator, ProposalId, StepId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import type { Reader, Writer } from './database.ts'
import { decodeContent } from './stored-json.ts'

/** The annotator's edit in progress; undefined where there is none. */
export function readDraft(
  reader: Reader,
  proposal: ProposalId,
  annotator: Annotator,
): NegativeContent | undefined {
  const row = reader.get<{ content: string }>(
    'SELECT content FROM draft WHERE proposal_id = :proposal AND annotator = :annotator',
    { proposal, annotator },
  )
  return row && decodeContent(row.content)
}

/** Replaces the annotator's draft of the proposal. */
export function writeDraft(
  writer: Writer,
  draft: { proposal: ProposalId; annotator: Annotator; content: NegativeContent; updatedAt: number },
): void {
  writer.run(
    `INSERT INTO draft (proposal_id, annotator, content, updated_at)
     VALUES (:proposal, :annotator, :content, :updatedAt)
     ON CONFLICT DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at`,
    { ...draft, content: JSON.stringify(draft.content) },
  )
}

export function deleteDraft(writer: Writer, proposal: ProposalId, annotator: Annotator): void {
  writer.run('DELETE FROM draft WHERE proposal_id = :proposal AND annotator = :annotator', {
    proposal,
    annotator,
  })
}

/** Gives the edits of a step back as drafts, where the annotator has not begun a new one since. */
export function restoreDrafts(writer: Writer, step: StepId, updatedAt: number): void {
  writer.run(
    `INSERT OR IGNORE INTO draft (proposal_id, annotator, content, updated_at)
     SELECT d.proposal_id, s.annotator, d.content, :updatedAt
     FROM decision AS d
     JOIN step AS s ON s.id = d.step_id
     WHERE d.step_id = :step AND d.verdict = 'edit'`,
    { step, updatedAt },
  )
}

/** Ends the drafts that say no more than the edits of a step that was brought back. */
export function deleteRestoredDrafts(writer: Writer, step: StepId): void {
  writer.run(
    `DELETE FROM draft
     WHERE EXISTS (
       SELECT 1
       FROM decision AS d JOIN step AS s ON s.id = d.step_id
       WHERE d.step_id = :step AND d.verdict = 'edit'
         AND d.proposal_id = draft.proposal_id AND s.annotator = draft.annotator AND d.content = draft.content
     )`,
    { step },
  )
}
