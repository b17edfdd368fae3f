import type { Annotator, DatasetId, ProposalId, StepId } from '#shared/contract/ids.ts'
import { ProposalFilter } from '#shared/contract/proposals.ts'
import type { BulkProgress } from '#shared/contract/review.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

export interface NewBulk {
  step: StepId
  filter: ProposalFilter
  verdict: BulkProgress['verdict']
  note: string | null
  total: number
  /** Newer proposals are left alone. */
  last: ProposalId
}

export interface Bulk extends NewBulk {
  state: BulkProgress['state']
  dataset: DatasetId
  annotator: Annotator
  /** The proposal up to which it came. */
  after: number
  decided: number
  passed: number
}

export function insertBulk(writer: Writer, bulk: NewBulk): void {
  writer.run(
    `INSERT INTO bulk (step_id, state, filter, verdict, note, total, last_proposal)
     VALUES (:step, 'running', :filter, :verdict, :note, :total, :last)`,
    { ...bulk, filter: JSON.stringify(bulk.filter) },
  )
}

/** Undefined where there is none, or its data set was removed. */
export function readBulk(reader: Reader, step: StepId): Bulk | undefined {
  const row = reader.get<{
    state: BulkProgress['state']
    filter: string
    verdict: BulkProgress['verdict']
    note: string | null
    total: number
    passed: number
    proposal_id: number
    last_proposal: number
    annotator: string
    dataset_id: number
    decisions: number
  }>(
    `SELECT b.state, b.filter, b.verdict, b.note, b.total, b.passed, b.proposal_id, b.last_proposal,
       s.annotator, s.dataset_id, s.decisions
     FROM bulk AS b JOIN step AS s ON s.id = b.step_id
     WHERE b.step_id = :step AND s.dataset_id IS NOT NULL`,
    { step },
  )
  return (
    row && {
      step,
      state: row.state,
      dataset: row.dataset_id as DatasetId,
      annotator: row.annotator as Annotator,
      filter: decodeJson(ProposalFilter, row.filter),
      verdict: row.verdict,
      note: row.note,
      total: row.total,
      decided: row.decisions,
      passed: row.passed,
      after: row.proposal_id,
      last: row.last_proposal as ProposalId,
    }
  )
}

export function listRunningBulks(reader: Reader): StepId[] {
  return reader
    .all<{ step_id: number }>(`SELECT step_id FROM bulk WHERE state = 'running' ORDER BY step_id`)
    .map((row) => row.step_id as StepId)
}

/** Notes what a bulk action did up to a proposal. */
export function moveBulk(
  writer: Writer,
  step: StepId,
  part: { after: number; decided: number; passed: number },
): void {
  writer.run('UPDATE bulk SET proposal_id = :after, passed = passed + :passed WHERE step_id = :step', {
    step,
    after: part.after,
    passed: part.passed,
  })
  writer.run('UPDATE step SET decisions = decisions + :decided WHERE id = :step', {
    step,
    decided: part.decided,
  })
}

export function endBulk(writer: Writer, step: StepId, state: 'finished' | 'stopped'): void {
  writer.run(`UPDATE bulk SET state = :state WHERE step_id = :step AND state = 'running'`, { step, state })
}

/** Undefined where the data set has none. */
export function readNewestProposal(reader: Reader, dataset: DatasetId): ProposalId | undefined {
  const row = reader.get<{ id: number | null }>(
    'SELECT max(id) AS id FROM proposal WHERE dataset_id = :dataset',
    { dataset },
  )
  return row?.id == null ? undefined : (row.id as ProposalId)
}

/** The step that stands of each of the proposals; those of which none does are left out. */
export function readStandingSteps(reader: Reader, proposals: readonly ProposalId[]): Map<ProposalId, StepId> {
  const rows = reader.all<{ proposal: number; step: number }>(
    `SELECT t.proposal_id AS proposal, d.step_id AS step
     FROM json_each(:proposals) AS j
     JOIN standing AS t ON t.proposal_id = j.value
     JOIN decision AS d ON d.id = t.decision_id`,
    { proposals: JSON.stringify(proposals) },
  )
  return new Map(rows.map(({ proposal, step }) => [proposal as ProposalId, step as StepId]))
}
