import { setImmediate } from 'node:timers/promises'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type {
  ProposalFilter,
  ProposalSort,
  ProposalState,
  ProposalSummary,
} from '#shared/contract/proposals.ts'
import { countOfStates, type QueueStart, type StateCounts } from '#shared/contract/review.ts'
import type { Parameter, Reader } from './database.ts'
import { type FilterPlan, planFilter, tallyQuery } from './proposal-filter.ts'
import { readProposalSummary } from './proposal-repository.ts'

/** Proposals that the filter lets through: how many, and one page of them; ties are ordered by id, oldest first. */
export function listProposals(
  reader: Reader,
  query: { filter: ProposalFilter; sort: ProposalSort; offset: number; limit: number },
): { total: number; proposals: ProposalSummary[] } {
  const { filter, sort, offset, limit } = query
  const plan = planFilter(reader, filter)
  return {
    total: countOfStates(countPlanned(reader, filter, plan), filter.states),
    proposals: walk(reader, plan, sort, { offset, limit }).flatMap(
      (id) => readProposalSummary(reader, id) ?? [],
    ),
  }
}

/** Ids of all proposals that the filter lets through, in order. */
export function listProposalIds(reader: Reader, filter: ProposalFilter, sort: ProposalSort): ProposalId[] {
  return walk(reader, planFilter(reader, filter), sort, {})
}

/** The next ids that the filter lets through, oldest first, from behind one on. */
export function listProposalsAfter(
  reader: Reader,
  filter: ProposalFilter,
  after: number,
  limit: number,
): ProposalId[] {
  const place = { key: after, id: after }
  return walk(reader, planFilter(reader, filter), 'oldest', { place, side: 'after', limit })
}

/** A page of a queue. */
export interface QueuePage {
  proposals: ProposalId[]
  /** Of the first one, counted from 1; null where it was not asked for or takes long to count. */
  position: number | null
}

/** The same, with how many there are in each state whatever states the filter names; null where that means looking at every hit of a broad search. */
export function readCountedQueuePage(
  reader: Reader,
  query: Parameters<typeof readQueuePage>[1],
): QueuePage & { counts: StateCounts | null } {
  const plan = planFilter(reader, query.filter)
  const counts = plan.broadSearch ? null : countPlanned(reader, query.filter, plan)
  return { ...readQueuePage(reader, query, plan), counts }
}

/** @throws RangeError where the proposal that the page starts from does not exist */
export function readQueuePage(
  reader: Reader,
  query: { filter: ProposalFilter; sort: ProposalSort; from: QueueStart | undefined; limit: number },
  plan = planFilter(reader, query.filter),
): QueuePage {
  const { sort, from, limit } = query
  if (from === undefined) return { proposals: walk(reader, plan, sort, { limit }), position: 1 }
  switch (from.kind) {
    case 'position': {
      const offset = from.position - 1
      return { proposals: walk(reader, plan, sort, { offset, limit }), position: from.position }
    }
    case 'before': {
      const place = readPlace(reader, sort, from.proposal)
      return {
        proposals: walk(reader, plan, sort, { place, side: 'before', limit }).reverse(),
        position: null,
      }
    }
    case 'after': {
      const place = readPlace(reader, sort, from.proposal)
      return { proposals: walk(reader, plan, sort, { place, side: 'after', limit }), position: null }
    }
    case 'at': {
      const place = readPlace(reader, sort, from.proposal)
      const proposals = walk(reader, plan, sort, { place, side: 'at', limit })
      return { proposals, position: plan.broadSearch ? null : countBefore(reader, plan, sort, place) + 1 }
    }
  }
}

/** All proposals that the filter lets through, oldest first, each with its item's row in every matrix of the data set. */
export function listProposalPositions(
  reader: Reader,
  filter: ProposalFilter,
): { proposal: ProposalId; position: number }[] {
  const { sql, parameters } = select(planFilter(reader, filter), 'oldest', {})
  return reader.all(
    `SELECT q.id AS proposal, i.position
     FROM (${sql}) AS q
     JOIN standing AS t ON t.proposal_id = q.id
     JOIN item AS i ON i.id = t.item_id
     ORDER BY q.id`,
    parameters,
  )
}

/** How many proposals stand in each state, of those that the filter lets through whatever states it names. */
export function countProposalsByState(reader: Reader, filter: ProposalFilter): StateCounts {
  return countPlanned(reader, filter, planFilter(reader, filter))
}

/** Of words and of named proposals, the plan's states are left aside; everything else is tallied. */
function countPlanned(reader: Reader, filter: ProposalFilter, plan: FilterPlan): StateCounts {
  const { states: _, ...others } = filter
  const named = filter.proposals !== undefined || filter.search?.trim()
  if (!named) {
    const { sql, parameters } = tallyQuery(others)
    return toCounts(reader.all<CountRow>(sql, parameters))
  }
  return toCounts(
    reader.all<CountRow>(
      `SELECT t.state, count(*) AS count FROM ${plan.few ?? 'standing AS t'}
       WHERE t.dataset_id = :dataset${plan.conditions} GROUP BY t.state`,
      plan.parameters,
    ),
  )
}

const ITEMS_AT_ONCE = 20_000

/** The same, in parts, without keeping the engine to itself. */
export async function countProposalsInParts(reader: Reader, filter: ProposalFilter): Promise<StateCounts> {
  const plan = planFilter(reader, filter)
  if (!plan.broadSearch) return countPlanned(reader, filter, plan)
  const items = itemRange(reader, filter.dataset)
  const total = toCounts([])
  for (let after = items.first - 1; after < items.last; after += ITEMS_AT_ONCE) {
    const rows = reader.all<CountRow>(
      `SELECT t.state, count(*) AS count
       FROM item_search AS i CROSS JOIN standing AS t INDEXED BY standing_by_item ON t.item_id = i.rowid
       WHERE i.item_search MATCH :match AND i.rowid > :after AND i.rowid <= :to
         AND t.dataset_id = :dataset${plan.wordless}
       GROUP BY t.state`,
      { ...plan.parameters, after, to: Math.min(after + ITEMS_AT_ONCE, items.last) },
    )
    for (const { state, count } of rows) total[state] += count
    await setImmediate()
  }
  return total
}

interface CountRow {
  state: ProposalState
  count: number
}

function toCounts(rows: readonly CountRow[]): StateCounts {
  const counts = { pending: 0, accepted: 0, edited: 0, rejected: 0, skipped: 0 }
  for (const { state, count } of rows) counts[state] = count
  return counts
}

function itemRange(reader: Reader, dataset: DatasetId): { first: number; last: number } {
  return (
    reader.get<{ first: number; last: number }>(
      `SELECT coalesce(min(id), 1) AS first, coalesce(max(id), 0) AS last FROM item WHERE dataset_id = :dataset`,
      { dataset },
    ) ?? { first: 1, last: 0 }
  )
}

/** The column of `standing` that an order goes by, ascending but for the newest; ties by id. */
const ORDERS: Record<ProposalSort, { column: string; index: string; descending?: true }> = {
  oldest: { column: 'proposal_id', index: 'standing_by_age' },
  newest: { column: 'proposal_id', index: 'standing_by_age', descending: true },
  'least-balanced': { column: 'by_balance', index: 'standing_by_balance' },
  riskiest: { column: 'by_risk', index: 'standing_by_risk' },
  'least-contrast': { column: 'by_contrast', index: 'standing_by_contrast' },
  hardest: { column: 'by_hardness', index: 'standing_by_hardness' },
  'most-uncertain': { column: 'by_uncertainty', index: 'standing_by_uncertainty' },
  'categories-in-turn': { column: 'by_turn', index: 'standing_by_turn' },
  random: { column: 'by_chance', index: 'standing_by_chance' },
}

/** Where a proposal has its place in an order, whatever its state, so that it is known of what left the queue as well. */
interface Place {
  key: number
  id: number
}

function readPlace(reader: Reader, sort: ProposalSort, proposal: ProposalId): Place {
  const row = reader.get<Place>(
    `SELECT ${ORDERS[sort].column} AS key, proposal_id AS id FROM standing WHERE proposal_id = :proposal`,
    { proposal },
  )
  if (row === undefined) throw new RangeError(`no proposal ${proposal}`)
  return row
}

interface Span {
  place?: Place
  side?: 'before' | 'after' | 'at'
  offset?: number
  limit?: number
}

/** With `before` from the place backwards. */
function walk(reader: Reader, plan: FilterPlan, sort: ProposalSort, span: Span): ProposalId[] {
  const { sql, parameters } = select(plan, sort, span)
  return reader.all<{ id: number }>(sql, parameters).map(({ id }) => id as ProposalId)
}

/**
 * Few proposals are looked up and sorted. Otherwise each state's part of the index is walked in order, and SQLite merges them
 * as it goes, so that a page costs what it holds and not what there is.
 */
function select(plan: FilterPlan, sort: ProposalSort, span: Span) {
  const { column, index, descending = false } = ORDERS[sort]
  const backwards = span.side === 'before'
  const direction = descending !== backwards ? 'DESC' : 'ASC'
  const order = column === 'proposal_id' ? `id ${direction}` : `key ${direction}, id ${direction}`
  const columns = `t.proposal_id AS id, t.${column} AS key`
  const bounds = span.place === undefined ? '' : ` AND ${beyond(column, direction, span.side === 'at')}`
  const branches = plan.few
    ? [
        `SELECT ${columns} FROM ${plan.few}
           WHERE t.dataset_id = :dataset AND t.state IN (${quoted(plan.states)})${plan.conditions}${bounds}`,
      ]
    : plan.states.map(
        (state) =>
          `SELECT ${columns} FROM standing AS t INDEXED BY ${index}
             WHERE t.dataset_id = :dataset AND t.state = '${state}'${plan.conditions}${bounds}`,
      )
  return {
    sql:
      branches.length === 0
        ? 'SELECT NULL AS id, NULL AS key WHERE :dataset IS NULL AND :limit IS NULL AND :offset IS NULL'
        : `${branches.join(' UNION ALL ')} ORDER BY ${order} LIMIT :limit OFFSET :offset`,
    parameters: {
      ...plan.parameters,
      ...span.place,
      limit: span.limit ?? -1,
      offset: span.offset ?? 0,
    } satisfies Record<string, Parameter>,
  }
}

function countBefore(reader: Reader, plan: FilterPlan, sort: ProposalSort, place: Place): number {
  const { sql, parameters } = select(plan, sort, { place, side: 'before' })
  return reader.get<{ count: number }>(`SELECT count(*) AS count FROM (${sql})`, parameters)?.count ?? 0
}

function beyond(column: string, direction: 'ASC' | 'DESC', inclusive: boolean): string {
  const compare = `${direction === 'ASC' ? '>' : '<'}${inclusive ? '=' : ''}`
  if (column === 'proposal_id') return `t.proposal_id ${compare} :id`
  return `(t.${column}, t.proposal_id) ${compare} (:key, :id)`
}

function quoted(states: readonly ProposalState[]): string {
  return states.map((state) => `'${state}'`).join(', ')
}
