import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'

/** The annotator's note on a proposal; undefined where there is none. */
export function readNote(reader: Reader, proposal: ProposalId, annotator: Annotator): string | undefined {
  return reader.get<{ text: string }>(
    'SELECT text FROM note WHERE proposal_id = :proposal AND annotator = :annotator',
    { proposal, annotator },
  )?.text
}

/** Replaces the annotator's note; an empty text removes it. */
export function writeNote(
  writer: Writer,
  note: { proposal: ProposalId; annotator: Annotator; text: string; updatedAt: number },
): void {
  if (note.text === '') {
    const { proposal, annotator } = note
    writer.run('DELETE FROM note WHERE proposal_id = :proposal AND annotator = :annotator', {
      proposal,
      annotator,
    })
    return
  }
  writer.run(
    `INSERT INTO note (proposal_id, annotator, text, updated_at)
     VALUES (:proposal, :annotator, :text, :updatedAt)
     ON CONFLICT DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at`,
    { ...note },
  )
}
