import type { Annotator, ProposalId, StepId } from '#shared/contract/ids.ts'
import type { ProposalState } from '#shared/contract/proposals.ts'
import type { Standing, StateOfProposal } from '#shared/contract/review.ts'
import type { Reader, Writer } from './database.ts'

/** What stands of a proposal; null while it is pending, undefined where it does not exist. */
export function readStanding(reader: Reader, proposal: ProposalId): Standing | null | undefined {
  const row = reader.get<{
    state: ProposalState
    annotator: string
    step_id: number | null
    created_at: number
    note: string | null
  }>(
    `SELECT t.state, t.annotator, d.step_id, s.created_at, d.note
     FROM standing AS t
     LEFT JOIN decision AS d ON d.id = t.decision_id
     LEFT JOIN step AS s ON s.id = d.step_id
     WHERE t.proposal_id = :proposal`,
    { proposal },
  )
  if (row === undefined) return undefined
  if (row.step_id === null) return null
  return {
    step: row.step_id as StepId,
    state: row.state,
    annotator: row.annotator as Annotator,
    at: row.created_at,
    note: row.note,
  }
}

/** Works out anew what stands of a proposal, and says whether that was a change. */
export function settleProposal(writer: Writer, proposal: ProposalId): boolean {
  return (
    writer.run(
      `UPDATE standing
       SET decision_id = n.id, state = n.state, annotator = n.annotator
       FROM (
         SELECT p.proposal_id, d.id, coalesce(s.annotator, '') AS annotator,
           CASE d.verdict
             WHEN 'accept' THEN 'accepted' WHEN 'edit' THEN 'edited'
             WHEN 'reject' THEN 'rejected' WHEN 'skip' THEN 'skipped' ELSE 'pending'
           END AS state
         FROM (SELECT :proposal AS proposal_id) AS p
         LEFT JOIN decision AS d ON d.id = (
           SELECT newer.id
           FROM decision AS newer JOIN step AS of ON of.id = newer.step_id
           WHERE newer.proposal_id = :proposal AND of.standing = 1
           ORDER BY newer.id DESC
           LIMIT 1
         )
         LEFT JOIN step AS s ON s.id = d.step_id
       ) AS n
       WHERE standing.proposal_id = n.proposal_id AND standing.decision_id IS NOT n.id`,
      { proposal },
    ).changes > 0
  )
}

/** In the order asked for; those that do not exist are left out. */
export function readStates(reader: Reader, proposals: readonly ProposalId[]): StateOfProposal[] {
  return reader
    .all<{ proposal: number; state: ProposalState; annotator: string | null }>(
      `SELECT t.proposal_id AS proposal, t.state, nullif(t.annotator, '') AS annotator
       FROM json_each(:proposals) AS j
       JOIN standing AS t ON t.proposal_id = j.value
       ORDER BY j.key`,
      { proposals: JSON.stringify(proposals) },
    )
    .map((row) => ({
      proposal: row.proposal as ProposalId,
      state: row.state,
      annotator: row.annotator as Annotator | null,
    }))
}

/** The next proposals that a step decided, ascending, from behind one on. */
export function readProposalsOfStep(
  reader: Reader,
  step: StepId,
  page: { after: number; limit: number },
): ProposalId[] {
  return reader
    .all<{ id: number }>(
      `SELECT proposal_id AS id FROM decision
       WHERE step_id = :step AND proposal_id > :after
       ORDER BY proposal_id LIMIT :limit`,
      { step, ...page },
    )
    .map(({ id }) => id as ProposalId)
}

/** Notes that what stands of a step's proposals must be worked out anew, from the first one on. */
export function insertUnsettled(writer: Writer, step: StepId): void {
  writer.run('INSERT INTO unsettled (step_id) VALUES (:step) ON CONFLICT DO UPDATE SET proposal_id = 0', {
    step,
  })
}

export function readUnsettled(reader: Reader): { step: StepId; after: number }[] {
  return reader
    .all<{ step_id: number; proposal_id: number }>(
      'SELECT step_id, proposal_id FROM unsettled ORDER BY step_id',
    )
    .map((row) => ({ step: row.step_id as StepId, after: row.proposal_id }))
}

/** Notes how far a step is settled; null: to its end. */
export function moveUnsettled(writer: Writer, step: StepId, after: number | null): void {
  if (after === null) writer.run('DELETE FROM unsettled WHERE step_id = :step', { step })
  else writer.run('UPDATE unsettled SET proposal_id = :after WHERE step_id = :step', { step, after })
}
