import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DatasetId, type ProposalId, RunId } from '#shared/contract/ids.ts'
import {
  type Flag,
  type ProposalFilter,
  ProposalSort,
  type QualityMetrics,
} from '#shared/contract/proposals.ts'
import type { QueueStart } from '#shared/contract/review.ts'
import { insertDecision } from './decision-repository.ts'
import { replaceHardness } from './hardness-repository.ts'
import { listProposalIds, listProposals, readQueuePage } from './proposal-list.ts'
import { insertProposal } from './proposal-repository.ts'
import { deleteRun } from './run-repository.ts'
import { settleProposal } from './standing-repository.ts'
import { setStepStanding } from './step-repository.ts'
import { seedJob, seedStep } from './testing/seed.ts'
import { seedCatalogue } from './testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

let folder: string
let workspace: Workspace
let dataset: DatasetId
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proposals-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const QUALITY_METRICS = {
  contrastText: 0.2,
  contrastImage: 0.2,
  balance: 1,
  cohesion: 1,
  outsideEdits: 0,
  falseNegativeRisk: 0.1,
}

/** A data set with one proposal for each of the given. */
function seed(
  proposals: {
    title: string
    category?: string
    model?: string
    flags?: Flag[]
    qualityMetrics?: Partial<QualityMetrics>
  }[],
): ProposalId[] {
  const seeded = seedCatalogue(workspace, 'test', proposals)
  dataset = seeded.dataset
  const job = seedJob(workspace, dataset)
  return proposals.map(({ flags = [], qualityMetrics = {}, model }, index) => {
    const item = seeded.items[index]
    if (item === undefined) throw new Error('an item for each proposal')
    return insertProposal(workspace.database, {
      dataset,
      item,
      job,
      visualPositive: '',
      negative: { text: 'blue', visual: '', attributes: [] },
      flags,
      qualityMetrics: { ...QUALITY_METRICS, ...qualityMetrics },
      provenance: {
        generator: model === undefined ? 'rule-based' : 'ollama',
        model: model ?? 'no model',
        modelDigest: null,
        serverVersion: null,
        seed: 1,
        options: {},
        hint: null,
        encoder: 'e@1',
        milliseconds: 1,
        steps: [],
      },
      createdAt: 0,
    })
  })
}

function decide(proposal: ProposalId | undefined, verdict: 'accept' | 'reject', undone = false): void {
  const { database } = workspace
  if (proposal === undefined) throw new RangeError('no such proposal')
  const step = seedStep(workspace, 'ada')
  insertDecision(database, step, { verdict, proposal })
  if (!undone) return
  setStepStanding(database, step, false)
  settleProposal(database, proposal)
}

const titles = (filter: Omit<ProposalFilter, 'dataset'>, sort: ProposalSort = 'oldest') =>
  listProposals(workspace.database, {
    filter: { ...filter, dataset },
    sort,
    offset: 0,
    limit: 100,
  }).proposals.map(({ title }) => title)

describe('the list of proposals', () => {
  it('knows the newest decision that still stands', () => {
    const ids = seed(['a', 'b', 'c', 'd'].map((title) => ({ title })))
    decide(ids[0], 'accept')
    decide(ids[1], 'accept')
    decide(ids[1], 'reject')
    decide(ids[2], 'reject', true)
    expect(titles({ states: ['accepted'] })).toEqual(['a'])
    expect(titles({ states: ['rejected'] })).toEqual(['b'])
    expect(titles({ states: ['pending'] })).toEqual(['c', 'd'])
    expect(titles({ states: ['pending', 'rejected'] })).toEqual(['b', 'c', 'd'])
    const annotator = 'ada' as NonNullable<ProposalFilter['annotator']>
    expect(titles({ annotator })).toEqual(['a', 'b'])
  })

  it('filters by generator, model, flag, category and words', () => {
    seed([
      { title: 'Red mug', category: 'Mugs', flags: ['unbalanced'] },
      { title: 'Oak table', category: 'Tables', model: 'gemma' },
      { title: 'Red lamp', category: 'Lamps', model: 'qwen', flags: ['too-different', 'repaired'] },
    ])
    expect(titles({ generator: 'rule-based' })).toEqual(['Red mug'])
    expect(titles({ generator: 'ollama', model: 'qwen' })).toEqual(['Red lamp'])
    expect(titles({ flag: 'repaired' })).toEqual(['Red lamp'])
    expect(titles({ category: 'Tables' })).toEqual(['Oak table'])
    expect(titles({ search: 'RED la' })).toEqual(['Red lamp'])
    expect(titles({ search: 'red', flag: 'unbalanced' })).toEqual(['Red mug'])
    expect(titles({ search: '" OR *' })).toEqual([])
  })

  it('narrows to the proposals that are named, and among them by the other filters', () => {
    const ids = seed([{ title: 'Red mug' }, { title: 'Red lamp' }, { title: 'Oak table' }])
    expect(titles({ proposals: [...ids.slice(1)].reverse() })).toEqual(['Red lamp', 'Oak table'])
    expect(titles({ proposals: ids.slice(1), search: 'red' })).toEqual(['Red lamp'])
    expect(titles({ proposals: [] })).toEqual([])
  })

  it('sorts by age and by quality metrics, unknown ones last', () => {
    seed([
      {
        title: 'a',
        qualityMetrics: { balance: 0.5, falseNegativeRisk: null, contrastText: 0.3, contrastImage: 0.1 },
      },
      {
        title: 'b',
        qualityMetrics: { balance: null, falseNegativeRisk: 0.2, contrastText: 0.05, contrastImage: null },
      },
      {
        title: 'c',
        qualityMetrics: { balance: 0.1, falseNegativeRisk: 0.9, contrastText: 0.2, contrastImage: 0.4 },
      },
    ])
    expect(titles({}, 'oldest')).toEqual(['a', 'b', 'c'])
    expect(titles({}, 'newest')).toEqual(['c', 'b', 'a'])
    expect(titles({}, 'least-balanced')).toEqual(['c', 'a', 'b'])
    expect(titles({}, 'riskiest')).toEqual(['c', 'b', 'a'])
    expect(titles({}, 'least-contrast')).toEqual(['b', 'a', 'c'])
  })

  it('sorts by what the newest model says of hardness, and forgets it with its run', () => {
    const [a, b, c] = seed(['a', 'b', 'c', 'd'].map((title) => ({ title })))
    if (a === undefined || b === undefined || c === undefined) throw new Error('four were seeded')
    const { database } = workspace
    const run = RunId.parse(7)
    const scores = (values: [ProposalId, number][]) =>
      replaceHardness(
        database,
        run,
        values.map(([proposal, value]) => ({ proposal, value })),
      )
    scores([
      [a, 0.2],
      [b, 0.95],
      [c, 0.6],
    ])
    expect(titles({}, 'hardest')).toEqual(['b', 'c', 'a', 'd'])
    expect(titles({}, 'most-uncertain')).toEqual(['c', 'a', 'b', 'd'])
    scores([[a, 0.97]])
    expect(titles({}, 'hardest')).toEqual(['a', 'b', 'c', 'd'])
    deleteRun(database, run)
    expect(titles({}, 'hardest')).toEqual(['a', 'b', 'c', 'd'])
    expect(titles({}, 'most-uncertain')).toEqual(['a', 'b', 'c', 'd'])
  })

  it('takes categories in turn', () => {
    seed(
      ['Mugs', 'Mugs', 'Mugs', 'Lamps', undefined, 'Lamps'].map((category, at) => ({
        title: `${category ?? 'none'} ${at}`,
        flags: at === 1 ? ['repaired'] : [],
        ...(category === undefined ? {} : { category }),
      })),
    )
    expect(titles({}, 'categories-in-turn')).toEqual([
      'Mugs 0',
      'Lamps 3',
      'none 4',
      'Mugs 1',
      'Lamps 5',
      'Mugs 2',
    ])
  })

  it('pages through what it counts, and no other data set', () => {
    seed(Array.from({ length: 5 }, (_, index) => ({ title: `item ${index}` })))
    const page = (offset: number, of = dataset) =>
      listProposals(workspace.database, { filter: { dataset: of }, sort: 'oldest', offset, limit: 2 })
    expect(page(4).total).toBe(5)
    expect(page(4).proposals.map(({ title }) => title)).toEqual(['item 4'])
    expect(page(0, 99 as DatasetId)).toEqual({ total: 0, proposals: [] })
    expect(listProposalIds(workspace.database, { dataset }, 'newest')).toHaveLength(5)
  })

  it('has a page from any place of any order, forwards and backwards, as the whole list has it', () => {
    const ids = seed(
      Array.from({ length: 12 }, (_, index) => ({
        title: `item ${index}`,
        flags: index % 3 === 0 ? (['repaired'] as Flag[]) : [],
        qualityMetrics: {
          balance: index % 4 === 0 ? null : (index % 3) / 10,
          falseNegativeRisk: (index * 7) % 5,
          contrastText: (index * 5) % 3,
        },
      })),
    )
    for (const index of [1, 4, 5]) decide(ids[index], index === 4 ? 'accept' : 'reject')
    const { database } = workspace
    for (const narrowing of [{}, { states: ['pending' as const] }, { flag: 'repaired' as const }]) {
      const filter = { dataset, ...narrowing }
      for (const sort of ProposalSort.options) {
        const whole = listProposalIds(database, filter, sort)
        expect(new Set(whole).size).toBe(whole.length)
        const page = (from: QueueStart | undefined) =>
          readQueuePage(database, { filter, sort, from, limit: 3 })
        expect(page(undefined)).toEqual({ proposals: whole.slice(0, 3), position: 1 })
        for (const [place, proposal] of whole.entries()) {
          expect(page({ kind: 'after', proposal }).proposals).toEqual(whole.slice(place + 1, place + 4))
          expect(page({ kind: 'before', proposal }).proposals).toEqual(
            whole.slice(Math.max(0, place - 3), place),
          )
          const at = { proposals: whole.slice(place, place + 3), position: place + 1 }
          expect(page({ kind: 'at', proposal })).toEqual(at)
          expect(page({ kind: 'position', position: place + 1 })).toEqual(at)
        }
      }
    }
  })
})
