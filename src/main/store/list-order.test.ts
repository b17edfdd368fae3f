import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_VERDICTS } from '#shared/attributes/scheme.ts'
import type { ProposalSort } from '#shared/contract/proposals.ts'
import type { Reader } from './database.ts'
import { readDatasets } from './dataset-repository.ts'
import { insertInteraction, insertUser } from './interaction-repository.ts'
import { readItem, readItemPage } from './item-repository.ts'
import { listJobs } from './job-repository.ts'
import { countProposalsByState, listProposalIds, listProposals } from './proposal-list.ts'
import { listRuns } from './run-repository.ts'
import { insertSnapshot, listSnapshots } from './snapshot-repository.ts'
import { seedDataset, seedJob, seedProposal } from './testing/seed.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'order-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

describe('lists whose rows tie in everything but their id', () => {
  it('have data sets oldest first, jobs and snapshots newest first', () => {
    const { database } = workspace
    const first = seedDataset(workspace, 'mugs', ['a'])
    const second = seedDataset(workspace, 'hats', ['b'])
    const newest = seedJob(workspace, first.dataset)
    expect(readDatasets(database).map(({ id }) => id)).toEqual([first.dataset, second.dataset])
    expect(listJobs(database).map(({ id }) => id)).toEqual([newest, second.job, first.job])
    const snapshots = ['z', 'a'].map((name) =>
      insertSnapshot(
        database,
        {
          dataset: first.dataset,
          name,
          hash: 'h',
          createdAt: 0,
          which: 'curated' as const,
          attributes: NO_VERDICTS,
        },
        [],
      ),
    )
    expect(listSnapshots(database, null).map(({ id }) => id)).toEqual(snapshots.toReversed())
  })

  it('have proposals of equal metrics oldest first, unless the newest are asked for', () => {
    const seeded = seedDataset(workspace, 'mugs', ['a', 'b', 'c'])
    const ids = seeded.items.toReversed().map((item) => seedProposal(workspace, { ...seeded, item }))
    const order = (sort: ProposalSort) =>
      listProposalIds(workspace.database, { dataset: seeded.dataset }, sort)
    for (const sort of ['oldest', 'least-balanced', 'riskiest', 'least-contrast'] as const) {
      expect([sort, order(sort)]).toEqual([sort, ids])
    }
    expect(order('newest')).toEqual(ids.toReversed())
  })

  it('have items of equal titles by id, and interactions of equal times by user', () => {
    const { database } = workspace
    const { dataset, items } = seedDataset(workspace, 'mugs', ['Mug', 'mug', 'MUG'])
    const page = readItemPage(database, { dataset, filter: {}, sort: 'title', offset: 0, limit: 10 })
    expect(page.items.map(({ id }) => id)).toEqual(items)
    const [item] = items
    if (item === undefined) throw new Error('three items were seeded')
    for (const position of [0, 1, 2]) {
      const user = insertUser(database, dataset, { position, externalId: `u${position}` })
      insertInteraction(database, { user, item, rating: null, timestamp: 1, split: 0 })
    }
    expect(readItem(database, item)?.recentInteractions.map(({ user }) => user)).toEqual(['u2', 'u1', 'u0'])
  })
})

/** Plans of the statements that the work runs, one line a step. */
function plansOf(work: (reader: Reader) => void): string[] {
  const { database } = workspace
  const plans: string[] = []
  const explain = (sql: string, parameters?: Parameters<Reader['all']>[1]) => {
    const rows = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
    plans.push(...rows.map(({ detail }) => detail))
  }
  work({
    all: (sql, parameters) => {
      explain(sql, parameters)
      return database.all(sql, parameters)
    },
    get: (sql, parameters) => {
      explain(sql, parameters)
      return database.get(sql, parameters)
    },
  })
  return plans
}

describe('the plans of lists that grow', () => {
  it('never scan proposals, decisions, items or job items', () => {
    const seeded = seedDataset(workspace, 'mugs', ['a', 'b'])
    for (const item of seeded.items) seedProposal(workspace, { ...seeded, item })
    const filter = { dataset: seeded.dataset }
    const plans = plansOf((reader) => {
      for (const sort of ['oldest', 'newest', 'riskiest'] as const) {
        listProposals(reader, { filter: { ...filter, states: ['pending'] }, sort, offset: 0, limit: 2 })
      }
      listProposalIds(reader, { ...filter, generator: 'rule-based' }, 'least-contrast')
      countProposalsByState(reader, filter)
      readItemPage(reader, { ...filter, filter: {}, sort: 'title', offset: 0, limit: 2 })
      listJobs(reader)
    })
    // Jobs alone are read whole: there are few, and the list shows them all.
    expect(plans.filter((step) => /^SCAN (?!j\b|json_each|value\b)/.test(step))).toEqual([])
    expect(plans.some((step) => step.includes('COVERING INDEX standing_by_age'))).toBe(true)
  })

  it('walk an index in order instead of sorting by age', () => {
    const { dataset } = seedDataset(workspace, 'mugs', ['a'])
    const plans = plansOf((reader) => {
      listProposalIds(reader, { dataset }, 'newest')
      listJobs(reader)
      listRuns(reader, { dataset })
    })
    expect(plans.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })
})
