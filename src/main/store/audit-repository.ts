import type { DatasetId, ItemId, JobId, ProposalId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'
import { insertJob, moveJob, readJob } from './job-repository.ts'
import { insertProposal, type NewProposal } from './proposal-repository.ts'

/**
 * Audits of a data set stand among its proposals. What is learned from, exported, measured or counted reads the views
 * `genuine_proposal` and `genuine_proposal_state`, which leave them out; what a curator goes through reads `proposal`.
 */
export interface NewAudit {
  kind: string
  /** As it is stored, but for its job. */
  proposal: Omit<NewProposal, 'job'>
  /** Whose proposals it looks like. */
  likeJob: JobId
}

/** Null where the item has an audit already, or the job is gone. */
export function insertAudit(writer: Writer, { kind, proposal, likeJob }: NewAudit): ProposalId | null {
  return writer.transaction(() => {
    const job = jobOfAudits(writer, proposal.dataset) ?? insertJobOfAudits(writer, proposal.dataset, likeJob)
    if (job === null || hasAudit(writer, job, proposal.item)) return null
    const id = insertProposal(writer, { ...proposal, job })
    writer.run('INSERT INTO audit (proposal_id, kind) VALUES (:id, :kind)', { id, kind })
    return id
  })
}

function jobOfAudits(reader: Reader, dataset: DatasetId): JobId | undefined {
  const row = reader.get<{ job_id: number }>('SELECT job_id FROM audit_job WHERE dataset_id = :dataset', {
    dataset,
  })
  return row && (row.job_id as JobId)
}

function insertJobOfAudits(writer: Writer, dataset: DatasetId, like: JobId): JobId | null {
  const model = readJob(writer, like)
  if (model === undefined) return null
  const { options, createdAt } = model
  const job = insertJob(writer, { dataset, options, createdAt }, [])
  moveJob(writer, job, 'finish', { message: null, at: createdAt })
  writer.run('INSERT INTO audit_job (dataset_id, job_id) VALUES (:dataset, :job)', { dataset, job })
  return job
}

function hasAudit(reader: Reader, job: JobId, item: ItemId): boolean {
  const where = 'job_id = :job AND item_id = :item'
  return reader.get(`SELECT 1 FROM proposal WHERE ${where}`, { job, item }) !== undefined
}

/** How many proposals of a data set a generator made. */
export function countGenuineProposals(reader: Reader, dataset: DatasetId): number {
  return (
    reader.get<{ count: number }>(
      `SELECT (SELECT count(*) FROM proposal WHERE dataset_id = :dataset)
         - (SELECT count(*) FROM audit AS a JOIN proposal AS p ON p.id = a.proposal_id WHERE p.dataset_id = :dataset)
         AS count`,
      { dataset },
    )?.count ?? 0
  )
}

/**
 * A proposal of the job that an audit can be made of: another one than that which is given, of an item without an audit.
 *
 * @param chance 0 up to 1, by which it is chosen
 */
export function pickForAudit(
  reader: Reader,
  { job, not }: { job: JobId; not: ProposalId },
  chance: number,
): ProposalId | undefined {
  const from = reader.get<{ item_id: number }>(
    `SELECT CAST(low + :chance * (high - low + 1) AS INTEGER) AS item_id
     FROM (SELECT min(item_id) AS low, max(item_id) AS high FROM proposal WHERE job_id = :job)
     WHERE low IS NOT NULL`,
    { job, chance },
  )?.item_id
  if (from === undefined) return undefined
  const free = `p.job_id = :job AND p.id <> :not AND NOT EXISTS (
    SELECT 1 FROM audit_job AS j JOIN proposal AS a ON a.job_id = j.job_id AND a.item_id = p.item_id
    WHERE j.dataset_id = p.dataset_id
  )`
  const row =
    reader.get<{ id: number }>(
      `SELECT p.id FROM proposal AS p WHERE ${free} AND p.item_id >= :from ORDER BY p.item_id LIMIT 1`,
      { job, not, from },
    ) ??
    reader.get<{ id: number }>(`SELECT p.id FROM proposal AS p WHERE ${free} ORDER BY p.item_id LIMIT 1`, {
      job,
      not,
    })
  return row && (row.id as ProposalId)
}

/** Title and description of another item of the data set, of the same category where there is one. */
export function readAnotherItem(
  reader: Reader,
  item: ItemId,
): { title: string; description: string } | undefined {
  return reader.get<{ title: string; description: string }>(
    `SELECT o.title, o.description
     FROM item AS i
     JOIN item AS o ON o.dataset_id = i.dataset_id AND o.id <> i.id AND o.title <> i.title
     WHERE i.id = :item
     ORDER BY o.category IS NOT i.category, (o.id * 7919 + i.id * 104729) % 1009, o.id
     LIMIT 1`,
    { item },
  )
}

/** Those of the proposals that are planted; for tests and for figures of the owner. */
export function readAuditKinds(reader: Reader, dataset: DatasetId): Map<ProposalId, string> {
  const rows = reader.all<{ id: number; kind: string }>(
    `SELECT a.proposal_id AS id, a.kind FROM audit AS a JOIN proposal AS p ON p.id = a.proposal_id
     WHERE p.dataset_id = :dataset ORDER BY a.proposal_id`,
    { dataset },
  )
  return new Map(rows.map(({ id, kind }) => [id as ProposalId, kind]))
}
