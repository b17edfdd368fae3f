import type { ProposalId } from '#shared/contract/ids.ts'
import type {
  ProposalFilter,
  ProposalSort,
  ProposalState,
  ProposalSummary,
} from '#shared/contract/proposals.ts'
import type { Parameter, Reader } from './database.ts'
import { readProposalSummary } from './proposal-repository.ts'
import { searchTerms } from './search-terms.ts'

/** Proposals that the filter lets through: how many, and one page of them; ties are ordered by id, oldest first. */
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
  return {
    total: total?.count ?? 0,
    proposals: ids.flatMap(({ id }) => readProposalSummary(reader, id as ProposalId) ?? []),
  }
}

/** Ids of all proposals that the filter lets through, in order. */
export function listProposalIds(reader: Reader, filter: ProposalFilter, sort: ProposalSort): ProposalId[] {
  const { where, parameters } = condition(filter)
  return reader
    .all<{ id: number }>(`SELECT s.id FROM ${where} ORDER BY ${ORDER[sort]}`, parameters)
    .map((row) => row.id as ProposalId)
}

/** All proposals that the filter lets through, oldest first, each with its item's row in every matrix of the data set. */
export function listProposalPositions(
  reader: Reader,
  filter: ProposalFilter,
): { proposal: ProposalId; position: number }[] {
  const { where, parameters } = condition(filter)
  return reader.all(
    `SELECT s.id AS proposal, (SELECT position FROM item WHERE item.id = s.item_id) AS position
     FROM ${where} ORDER BY s.id`,
    parameters,
  )
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
  if (filter.proposals !== undefined) {
    clauses.push('s.id IN (SELECT value FROM json_each(:proposals))')
    parameters.proposals = JSON.stringify(filter.proposals)
  }
  const match = searchTerms(filter.search ?? '')
  if (match !== undefined) {
    clauses.push('s.item_id IN (SELECT rowid FROM item_search WHERE item_search MATCH :match)')
    parameters.match = match
  }
  return { where: `proposal_state AS s WHERE ${clauses.join(' AND ')}`, parameters }
}
