import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { walkProposedChanges } from '#main/store/attribute-changes.ts'
import { countGenuineProposals } from '#main/store/audit-repository.ts'
import { readCuratedTexts } from '#main/store/curated-texts.ts'
import type { Reader } from '#main/store/database.ts'
import { walkFrozenNegatives } from '#main/store/frozen-negatives.ts'
import { readItem, readItemPage } from '#main/store/item-repository.ts'
import { nextItems } from '#main/store/job-item-repository.ts'
import { countNewerProposals, readProposalItems } from '#main/store/map-points.ts'
import { readNegativeFigures } from '#main/store/negative-figures-repository.ts'
import { readItemChanges, readProbeItems } from '#main/store/probe-repository.ts'
import { countProposalsOfItem } from '#main/store/proposal-repository.ts'
import { readTrainingNegatives } from '#main/store/snapshot-repository.ts'
import { type Seeded, seedAudit, seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { Annotator, type ItemId, type ProposalId } from '#shared/contract/ids.ts'
import { createSnapshotsService } from '../snapshots-service.ts'
import { createTestReview } from '../testing/test-review.ts'

const ada = Annotator.parse('Ada')
let workspace: Workspace
let reader: Reader
let seeded: Seeded
let genuine: ProposalId
/** Of the second item, which nothing else was proposed for. */
let audit: ProposalId
let audited: ItemId

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'left-out-'))
  workspace = openWorkspace(folder)
  reader = workspace.database
  onTestFinished(() => {
    workspace.database.close()
    rmSync(folder, { recursive: true })
  })
  seeded = seedDataset(workspace, 'mugs', ['Red mug', 'Green mug'])
  const [first, second] = seeded.items
  if (first === undefined || second === undefined) throw new Error('no items')
  audited = second
  genuine = seedProposal(workspace, { ...seeded, item: first })
  audit = seedAudit(workspace, { ...seeded, item: second }, { text: 'planted' })
  const review = createTestReview(workspace)
  for (const proposal of [genuine, audit]) {
    review.decide({ annotator: ada, decisions: [{ verdict: 'accept', proposal }] })
  }
})

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(...page)
  return found
}

describe('an accepted audit is', () => {
  it.each(['curated', 'proposed'] as const)(
    'in no %s snapshot, its export and its training',
    async (which) => {
      const { dataset } = seeded
      const snapshot = createSnapshotsService({ workspace }).create({ dataset, name: 'all', which })
      expect(snapshot.negatives).toBe(1)
      const frozen = await all(walkFrozenNegatives(reader, snapshot.id))
      expect(frozen.map(({ proposal }) => proposal)).toEqual([genuine])
      expect(readTrainingNegatives(reader, snapshot.id).map(({ text }) => text)).not.toContain('planted')
    },
  )

  it('taught to no attribute reader', () => {
    expect(readCuratedTexts(reader, seeded.dataset).map(({ proposal }) => proposal)).toEqual([genuine])
  })

  it('in no quality figure', async () => {
    const figures = await readNegativeFigures(reader, seeded.dataset)
    expect(figures.map(({ proposal }) => proposal)).toEqual([genuine])
  })

  it('in no count of attributes', async () => {
    expect(await all(walkProposedChanges(reader, seeded.dataset))).toHaveLength(1)
  })

  it('in no probe', () => {
    expect(readItemChanges(reader, audited)).toEqual([])
    const query = { dataset: seeded.dataset, user: 'nobody', recommended: [0, 1] }
    expect(readProbeItems(reader, query).map(({ position }) => position)).toEqual([0])
  })

  it('on no map', () => {
    expect(readProposalItems(reader, seeded.dataset).map(({ id }) => id)).toEqual([genuine])
    expect(countNewerProposals(reader, seeded.dataset, 0)).toBe(1)
  })

  it('counted of no item and no data set', () => {
    expect(countProposalsOfItem(reader, audited)).toBe(0)
    expect(countGenuineProposals(reader, seeded.dataset)).toBe(1)
    expect(readItem(reader, audited)?.proposalIds).toEqual([])
    const page = { dataset: seeded.dataset, sort: 'catalogue', offset: 0, limit: 10 } as const
    const { items } = readItemPage(reader, { ...page, filter: { proposals: 'with' } })
    expect(items.map(({ title }) => title)).toEqual(['Red mug'])
  })

  it('no reason to propose nothing for its item', () => {
    const next = { dataset: seeded.dataset, generator: 'rule-based', model: 'no model', seed: 1, limit: 10 }
    expect(nextItems(reader, { ...next, generator: 'rule-based' })).toEqual([audited])
  })
})

/** What goes through the queue one by one, or is asked by id; whoever reads more reads the views without audits. */
const WITH_AUDITS = [
  'audit-repository.ts',
  'bulk-repository.ts',
  'decision-repository.ts',
  'frozen-negatives.ts',
  'hardness-repository.ts',
  'map-points.ts',
  'proposal-repository.ts',
  'snapshot-repository.ts',
]

it('is read by few files of the store', () => {
  const store = new URL('../../store/', import.meta.url)
  const readers = readdirSync(store)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) =>
      /(FROM|JOIN) (proposal|proposal_state)\b/.test(readFileSync(new URL(name, store), 'utf8')),
    )
  expect(readers).toEqual(WITH_AUDITS)
})
