import type { DatasetId, ItemId, JobId, MediaHash, ProposalId } from '#shared/contract/ids.ts'
import {
  type Flag,
  type GeneratorKind,
  type NegativeContent,
  type ProposalFilter,
  type ProposalSort,
  type ProposalState,
  type ProposalSummary,
  Provenance,
  type QualityMetrics,
} from '#shared/contract/proposals.ts'
import type { Parameter, Reader, Writer } from './database.ts'
import { searchTerms } from './search-terms.ts'
import { decodeAttributeChanges, decodeFlags, decodeJson } from './stored-json.ts'

/** A proposal before it has an id. */
export interface NewProposal {
  dataset: DatasetId
  item: ItemId
  job: JobId
  visualPositive: string
  negative: NegativeContent
  flags: Flag[]
  /** Hardness depends on a trained model and stands apart. */
  qualityMetrics: Omit<QualityMetrics, 'hardness'>
  provenance: Provenance
  createdAt: number
}

/** @throws SqliteError when the job has proposed for this item already */
export function insertProposal(writer: Writer, proposal: NewProposal): ProposalId {
  const { qualityMetrics } = proposal
  const { lastId } = writer.run(
    `INSERT INTO proposal (
       dataset_id, item_id, job_id, generator, model, visual_positive, text, visual, attributes, flags,
       contrast_text, contrast_image, balance, cohesion, outside_edits, false_negative_risk,
       provenance, created_at
     ) VALUES (
       :dataset, :item, :job, :generator, :model, :visualPositive, :text, :visual, :attributes, :flags,
       :contrastText, :contrastImage, :balance, :cohesion, :outsideEdits, :falseNegativeRisk,
       :provenance, :createdAt
     )`,
    {
      dataset: proposal.dataset,
      item: proposal.item,
      job: proposal.job,
      generator: proposal.provenance.generator,
      model: proposal.provenance.model,
      visualPositive: proposal.visualPositive,
      text: proposal.negative.text,
      visual: proposal.negative.visual,
      attributes: JSON.stringify(proposal.negative.attributes),
      flags: JSON.stringify(proposal.flags),
      contrastText: qualityMetrics.contrastText,
      contrastImage: qualityMetrics.contrastImage,
      balance: qualityMetrics.balance,
      cohesion: qualityMetrics.cohesion,
      outsideEdits: qualityMetrics.outsideEdits,
      falseNegativeRisk: qualityMetrics.falseNegativeRisk,
      provenance: JSON.stringify(proposal.provenance),
      createdAt: proposal.createdAt,
    },
  )
  return lastId as ProposalId
}

export function readProvenance(reader: Reader, proposal: ProposalId): Provenance | undefined {
  const row = reader.get<{ provenance: string }>('SELECT provenance FROM proposal WHERE id = :proposal', {
    proposal,
  })
  return row && decodeJson(Provenance, row.provenance)
}

/** Where a proposal belongs. */
export function readProposalOrigin(
  reader: Reader,
  proposal: ProposalId,
): { dataset: DatasetId; item: ItemId; job: JobId } | undefined {
  const row = reader.get<{ dataset_id: number; item_id: number; job_id: number }>(
    'SELECT dataset_id, item_id, job_id FROM proposal WHERE id = :proposal',
    { proposal },
  )
  return (
    row && {
      dataset: row.dataset_id as DatasetId,
      item: row.item_id as ItemId,
      job: row.job_id as JobId,
    }
  )
}

/** How many negatives of any generator an item has. */
export function countProposalsOfItem(reader: Reader, item: ItemId): number {
  return (
    reader.get<{ count: number }>('SELECT count(*) AS count FROM proposal WHERE item_id = :item', { item })
      ?.count ?? 0
  )
}

/** Proposals that the filter lets through: how many, and one page of them. */
export function listProposals(
  reader: Reader,
  query: { filter: ProposalFilter; sort: ProposalSort; offset: number; limit: number },
): { total: number; proposals: ProposalSummary[] } {
  const { where, parameters } = condition(query.filter)
  const total = reader.get<{ count: number }>(`SELECT count(*) AS count FROM ${where}`, parameters)
  // The page's ids come from narrow index rows; only then are the page's own wide rows read.
  const ids = reader.all<{ id: number }>(
    `SELECT s.id FROM ${where} ORDER BY ${ORDER[query.sort]} LIMIT :limit OFFSET :offset`,
    { ...parameters, limit: query.limit, offset: query.offset },
  )
  return { total: total?.count ?? 0, proposals: readSummaries(reader, ids) }
}

/** Ids of all proposals that the filter lets through, in order. */
export function listProposalIds(reader: Reader, filter: ProposalFilter, sort: ProposalSort): ProposalId[] {
  const { where, parameters } = condition(filter)
  return reader
    .all<{ id: number }>(`SELECT s.id FROM ${where} ORDER BY ${ORDER[sort]}`, parameters)
    .map((row) => row.id as ProposalId)
}

/** How many proposals stand in each state, of those that the filter lets through whatever states it names. */
export function countProposalsByState(reader: Reader, filter: ProposalFilter): Record<ProposalState, number> {
  const { states: _, ...others } = filter
  const { where, parameters } = condition(others)
  const counts = { pending: 0, accepted: 0, edited: 0, rejected: 0, skipped: 0 }
  for (const { state, count } of reader.all<{ state: ProposalState; count: number }>(
    `SELECT s.state, count(*) AS count FROM ${where} GROUP BY s.state`,
    parameters,
  )) {
    counts[state] = count
  }
  return counts
}

const ORDER: Record<ProposalSort, string> = {
  oldest: 's.id',
  newest: 's.id DESC',
  'least-balanced': 's.balance NULLS LAST, s.id',
  riskiest: 's.false_negative_risk DESC NULLS LAST, s.id',
  // Of two numbers, min() is null as soon as one is; an item without a picture has one contrast only.
  'least-contrast':
    'min(coalesce(s.contrast_text, s.contrast_image), coalesce(s.contrast_image, s.contrast_text)) NULLS LAST, s.id',
}

/** FROM and WHERE of a filter over `proposal_state AS s`. */
function condition(filter: ProposalFilter): { where: string; parameters: Record<string, Parameter> } {
  const clauses = ['s.dataset_id = :dataset']
  const parameters: Record<string, Parameter> = { dataset: filter.dataset }
  if (filter.states !== undefined) {
    clauses.push('s.state IN (SELECT value FROM json_each(:states))')
    parameters.states = JSON.stringify(filter.states)
  }
  if (filter.generator !== undefined) {
    clauses.push('s.generator = :generator')
    parameters.generator = filter.generator
  }
  if (filter.model !== undefined) {
    clauses.push('s.model = :model')
    parameters.model = filter.model
  }
  if (filter.annotator !== undefined) {
    clauses.push('s.annotator = :annotator')
    parameters.annotator = filter.annotator
  }
  if (filter.flag !== undefined) {
    clauses.push('instr(s.flags, :flag) > 0')
    parameters.flag = JSON.stringify(filter.flag)
  }
  if (filter.category !== undefined) {
    clauses.push('s.item_id IN (SELECT id FROM item WHERE dataset_id = :dataset AND category = :category)')
    parameters.category = filter.category
  }
  const match = searchTerms(filter.search ?? '')
  if (match !== undefined) {
    clauses.push('s.item_id IN (SELECT rowid FROM item_search WHERE item_search MATCH :match)')
    parameters.match = match
  }
  return { where: `proposal_state AS s WHERE ${clauses.join(' AND ')}`, parameters }
}

interface SummaryRow {
  id: number
  dataset_id: number
  item_id: number
  external_id: string
  title: string
  category: string | null
  image_hash: string | null
  generator: GeneratorKind
  model: string
  state: ProposalState
  annotator: string | null
  flags: string
  attributes: string
  contrast_text: number | null
  contrast_image: number | null
  balance: number | null
  cohesion: number | null
  hardness: number | null
  false_negative_risk: number | null
  outside_edits: number
  created_at: number
}

/** Summaries in the order of the ids. */
function readSummaries(reader: Reader, ids: readonly { id: number }[]): ProposalSummary[] {
  return ids.flatMap(({ id }) => readProposalSummary(reader, id as ProposalId) ?? [])
}

export function readProposalSummary(reader: Reader, proposal: ProposalId): ProposalSummary | undefined {
  const row = reader.get<SummaryRow>(
    `SELECT s.id, s.dataset_id, s.item_id, i.external_id, i.title, i.category, i.image_hash, s.generator,
       s.model, s.state, s.annotator, s.flags, s.attributes, s.contrast_text, s.contrast_image, s.balance,
       s.cohesion, h.value AS hardness, s.false_negative_risk, s.outside_edits, s.created_at
     FROM proposal_state AS s
     JOIN item AS i ON i.id = s.item_id
     LEFT JOIN hardness AS h ON h.proposal_id = s.id
     WHERE s.id = :proposal`,
    { proposal },
  )
  return row && toSummary(row)
}

function toSummary(row: SummaryRow): ProposalSummary {
  return {
    id: row.id as ProposalId,
    dataset: row.dataset_id as DatasetId,
    item: row.item_id as ItemId,
    externalId: row.external_id,
    title: row.title,
    category: row.category,
    image: row.image_hash as MediaHash | null,
    generator: row.generator,
    model: row.model,
    state: row.state,
    annotator: row.annotator as ProposalSummary['annotator'],
    flags: decodeFlags(row.flags),
    qualityMetrics: {
      contrastText: row.contrast_text,
      contrastImage: row.contrast_image,
      balance: row.balance,
      cohesion: row.cohesion,
      hardness: row.hardness,
      falseNegativeRisk: row.false_negative_risk,
      outsideEdits: row.outside_edits,
    },
    attributes: decodeAttributeChanges(row.attributes),
    createdAt: row.created_at,
  }
}
