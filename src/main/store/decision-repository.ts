import type { Annotator, DatasetId, ProposalId, StepId } from '#shared/contract/ids.ts'
import { type Decision, type DecisionInput, STATE_OF_VERDICT, type Verdict } from '#shared/contract/review.ts'
import type { Reader, Writer } from './database.ts'

/** Writes a decision of a step that stands; it is the newest of its proposal, so it is what stands from now on. */
export function insertDecision(writer: Writer, step: StepId, decision: DecisionInput): void {
  const { proposal, verdict } = decision
  const { lastId } = writer.run(
    `INSERT INTO decision (step_id, proposal_id, verdict, content, note, reason)
     VALUES (:step, :proposal, :verdict, :content, :note, :reason)`,
    {
      step,
      proposal,
      verdict,
      content: decision.verdict === 'edit' ? JSON.stringify(decision.content) : null,
      note: decision.note ?? null,
      reason: decision.verdict === 'reject' ? (decision.reason ?? null) : null,
    },
  )
  writer.run(
    `UPDATE standing
     SET state = :state, annotator = (SELECT annotator FROM step WHERE id = :step), decision_id = :decision
     WHERE proposal_id = :proposal`,
    { step, proposal, state: STATE_OF_VERDICT[verdict], decision: lastId },
  )
}

/** One decision of a step, with what is needed to say what it was. */
export interface StepDecision {
  proposal: ProposalId
  verdict: Verdict
  /** Of the item. */
  title: string
}

/** In the order in which they were made, up to a limit. */
export function readStepDecisions(reader: Reader, step: StepId, limit: number): StepDecision[] {
  return reader
    .all<{ proposal_id: number; verdict: Verdict; title: string }>(
      `SELECT d.proposal_id, d.verdict, i.title
       FROM decision AS d
       JOIN proposal AS p ON p.id = d.proposal_id
       JOIN item AS i ON i.id = p.item_id
       WHERE d.step_id = :step
       ORDER BY d.id
       LIMIT :limit`,
      { step, limit },
    )
    .map((row) => ({
      proposal: row.proposal_id as ProposalId,
      verdict: row.verdict,
      title: row.title,
    }))
}

/** All decisions on a proposal, oldest first, those that were taken back included. */
export function readDecisions(reader: Reader, proposal: ProposalId): Decision[] {
  return reader
    .all<{
      step_id: number
      annotator: string
      verdict: Verdict
      note: string | null
      reason: string | null
      created_at: number
      undone: number
    }>(
      `SELECT d.step_id, s.annotator, d.verdict, d.note, d.reason, s.created_at,
         s.standing = 0 AS undone
       FROM decision AS d
       JOIN step AS s ON s.id = d.step_id
       WHERE d.proposal_id = :proposal
       ORDER BY d.id`,
      { proposal },
    )
    .map((row) => ({
      step: row.step_id as StepId,
      annotator: row.annotator as Annotator,
      verdict: row.verdict,
      note: row.note,
      reason: row.reason,
      at: row.created_at,
      undone: row.undone === 1,
    }))
}

/** What one person decided in a data set; what was taken back does not count. */
export interface AnnotatorTally {
  annotator: Annotator
  verdicts: Record<Verdict, number>
  medianDwell: number | null
}

/** By annotator, in alphabetical order. */
export function tallyAnnotators(reader: Reader, dataset: DatasetId): AnnotatorTally[] {
  const tallies = new Map<string, AnnotatorTally>()
  for (const row of reader.all<{ annotator: string; verdict: Verdict; count: number }>(
    `SELECT s.annotator, d.verdict, count(*) AS count
     FROM step AS s
     JOIN decision AS d ON d.step_id = s.id
     JOIN proposal AS p ON p.id = d.proposal_id
     WHERE p.dataset_id = :dataset AND s.standing = 1
     GROUP BY s.annotator, d.verdict
     ORDER BY s.annotator`,
    { dataset },
  )) {
    const tally = tallies.get(row.annotator) ?? {
      annotator: row.annotator as Annotator,
      verdicts: { accept: 0, reject: 0, skip: 0, edit: 0 },
      medianDwell: null,
    }
    tally.verdicts[row.verdict] = row.count
    tallies.set(row.annotator, tally)
  }
  for (const row of reader.all<{ annotator: string; median: number }>(
    `SELECT annotator, avg(dwell) AS median
     FROM (
       SELECT s.annotator, s.dwell,
         row_number() OVER (PARTITION BY s.annotator ORDER BY s.dwell) AS rank,
         count(*) OVER (PARTITION BY s.annotator) AS count
       FROM step AS s
       WHERE s.dwell IS NOT NULL AND s.standing = 1 AND s.kind = 'decide' AND s.dataset_id = :dataset
     )
     WHERE rank BETWEEN count / 2.0 AND count / 2.0 + 1
     GROUP BY annotator`,
    { dataset },
  )) {
    const tally = tallies.get(row.annotator)
    if (tally !== undefined) tally.medianDwell = row.median
  }
  return [...tallies.values()]
}
