import { type ProposalFilter, ProposalState } from '#shared/contract/proposals.ts'
import type { Parameter, Reader } from './database.ts'
import { searchTerms } from './search-terms.ts'

/**
 * Proposals that are few enough to be looked up one by one and sorted; more are met by walking along the index of an order, which then
 * has enough of them everywhere.
 */
const FEW = 20_000
/** The same for hits of a search. */
const FEW_HITS = 60_000

/** A filter as SQL over `standing AS t`, and how many proposals it is about. */
export interface FilterPlan {
  readonly states: readonly ProposalState[]
  /**
   * Where the few proposals that there are come from, ending in `standing AS t`; null where there are many. The joins are CROSS
   * JOINs, which SQLite does in the order in which they are written.
   */
  readonly few: string | null
  /** Further conditions beside data set and state, each begun with AND; an index of the orders or a look at one row answers them. */
  readonly conditions: string
  /** Those of them that are not about words. */
  readonly wordless: string
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Whether counting what it lets through means looking at every hit of a broad search. */
  readonly broadSearch: boolean
}

export function planFilter(reader: Reader, filter: ProposalFilter): FilterPlan {
  const parameters: Record<string, Parameter> = { dataset: filter.dataset }
  const states = filter.states === undefined ? ProposalState.options : [...new Set(filter.states)]
  const facets = facetConditions(filter, parameters)
  const words: string[] = []
  const conditions: string[] = []
  let few: string | null = null
  let broadSearch = false
  const match = searchTerms(filter.search ?? '')
  if (match !== undefined) {
    parameters.match = match
    const hits = reader.get<{ count: number }>(
      `SELECT count(*) AS count FROM (SELECT 1 FROM item_search WHERE item_search MATCH :match LIMIT ${FEW_HITS + 1})`,
      { match },
    )
    broadSearch = (hits?.count ?? 0) > FEW_HITS
    if (broadSearch || filter.proposals !== undefined) {
      // The hits are listed once for a page: asking the index of words about each item takes longer.
      words.push('t.item_id IN (SELECT i.rowid FROM item_search AS i WHERE i.item_search MATCH :match)')
    } else {
      few = `(SELECT rowid AS item FROM item_search WHERE item_search MATCH :match) AS h
             CROSS JOIN standing AS t INDEXED BY standing_by_item ON t.item_id = h.item`
    }
  }
  if (filter.proposals !== undefined) {
    parameters.proposals = JSON.stringify(filter.proposals)
    few = `(SELECT DISTINCT value AS id FROM json_each(:proposals)) AS h
           CROSS JOIN standing AS t ON t.proposal_id = h.id`
    broadSearch = false
  }
  if (filter.annotator !== undefined) {
    parameters.annotator = filter.annotator
    conditions.push('t.annotator = :annotator')
  }
  const narrowed = facets.length > 1 || filter.annotator !== undefined
  if (few === null && !broadSearch && narrowed && countTallied(reader, filter, states) <= FEW) {
    few = `(SELECT f.id FROM facet AS f WHERE ${facets.join(' AND ')}) AS h
           CROSS JOIN standing AS t INDEXED BY standing_by_facet ON t.facet_id = h.id`
  } else if (narrowed) {
    conditions.push(`t.facet_id IN (SELECT f.id FROM facet AS f WHERE ${facets.join(' AND ')})`)
  }
  return {
    states,
    few,
    conditions: conjunction([...conditions, ...words]),
    wordless: conjunction(conditions),
    parameters,
    broadSearch,
  }
}

function conjunction(conditions: readonly string[]): string {
  return conditions.map((one) => ` AND ${one}`).join('')
}

function countTallied(reader: Reader, filter: ProposalFilter, states: readonly ProposalState[]): number {
  const { sql, parameters } = tallyQuery(filter)
  return reader
    .all<{ state: ProposalState; count: number }>(sql, parameters)
    .filter(({ state }) => states.includes(state))
    .reduce((sum, { count }) => sum + count, 0)
}

/** Counts by state from the kept tallies; for filters without words and without named proposals. */
export function tallyQuery(filter: ProposalFilter): { sql: string; parameters: Record<string, Parameter> } {
  const parameters: Record<string, Parameter> = { dataset: filter.dataset }
  const conditions = facetConditions(filter, parameters)
  if (filter.annotator !== undefined) {
    conditions.push('y.annotator = :annotator')
    parameters.annotator = filter.annotator
  }
  return {
    sql: `SELECT y.state, sum(y.count) AS count
          FROM facet AS f JOIN tally AS y ON y.facet_id = f.id
          WHERE ${conditions.join(' AND ')}
          GROUP BY y.state`,
    parameters,
  }
}

/** Over `facet AS f`; the first one is the data set. */
function facetConditions(filter: ProposalFilter, parameters: Record<string, Parameter>): string[] {
  const conditions = ['f.dataset_id = :dataset']
  if (filter.generator !== undefined) {
    conditions.push('f.generator = :generator')
    parameters.generator = filter.generator
  }
  if (filter.model !== undefined) {
    conditions.push('f.model = :model')
    parameters.model = filter.model
  }
  if (filter.flag !== undefined) {
    conditions.push('instr(f.flags, :flag) > 0')
    parameters.flag = JSON.stringify(filter.flag)
  }
  if (filter.category !== undefined) {
    conditions.push('f.category = :category')
    parameters.category = filter.category
  }
  return conditions
}
