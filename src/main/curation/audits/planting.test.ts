import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readAuditKinds } from '#main/store/audit-repository.ts'
import { listJobs } from '#main/store/job-repository.ts'
import { listProposals } from '#main/store/proposal-list.ts'
import { readProvenance } from '#main/store/proposal-repository.ts'
import { saveSettings } from '#main/store/settings-repository.ts'
import { type Seeded, seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { Annotator, type ProposalId } from '#shared/contract/ids.ts'
import { createTestReview } from '../testing/test-review.ts'
import { createPlanting } from './planting.ts'

const ada = Annotator.parse('Ada')
let workspace: Workspace
let seeded: Seeded
let proposals: ProposalId[]

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'planting-'))
  workspace = openWorkspace(folder)
  onTestFinished(() => {
    workspace.database.close()
    rmSync(folder, { recursive: true })
  })
  const titles = Array.from({ length: 60 }, (_, index) => `Red mug ${index}`)
  seeded = seedDataset(workspace, 'mugs', titles)
  proposals = seeded.items.map((item) => seedProposal(workspace, { ...seeded, item }))
})

/** A planting whose chances are these, again and again. */
function planting(chances: readonly number[]) {
  let at = 0
  return createPlanting(workspace, () => chances[at++ % chances.length] ?? 0)
}

const newest = () => proposals.at(-1) as ProposalId

describe('planting', () => {
  it('puts what looks like the job’s other proposals behind a new one', () => {
    const audit = planting([0, 0.5])(seeded.job, newest())
    expect(audit).toBeGreaterThan(newest())
    if (audit === null) return
    expect([...readAuditKinds(workspace.database, seeded.dataset).keys()]).toEqual([audit])
    const review = createTestReview(workspace)
    const of = review.card({ proposal: audit, annotator: ada })
    const like = review.card({ proposal: newest(), annotator: ada })
    expect(shapeOf(of)).toEqual(shapeOf(like))
    const { generator, flags, qualityMetrics } = like
    expect(of).toMatchObject({
      generator,
      flags,
      qualityMetrics,
      model: like.model,
      state: 'pending',
      history: [],
    })
    expect(readProvenance(workspace.database, audit)).toEqual(readProvenance(workspace.database, newest()))
    const { proposals: listed } = listProposals(workspace.database, {
      ...{ filter: { dataset: seeded.dataset }, sort: 'newest', offset: 0, limit: 2 },
    })
    expect(listed.map(({ id }) => id)).toEqual([audit, newest()])
    expect(new Set(listed.map((one) => JSON.stringify(shapeOf(one)))).size).toBe(1)
  })

  it('plants by the share of all that is in the queue', () => {
    expect(planting([0.0205])(seeded.job, newest())).toBeNull()
    expect(planting([0.0203])(seeded.job, newest())).not.toBeNull()
  })

  it('plants nothing where the share is 0', () => {
    saveSettings(workspace.database, { auditShare: 0 })
    expect(planting([0])(seeded.job, newest())).toBeNull()
  })

  it('plants nothing in a data set of which the share is less than one', () => {
    const small = seedDataset(workspace, 'few', ['Red mug', 'Blue mug'])
    const [proposal] = small.items.map((item) => seedProposal(workspace, { ...small, item }))
    expect(planting([0])(small.job, proposal as ProposalId)).toBeNull()
  })

  it('gives an item one audit at most, and takes every item in turn', () => {
    const plant = planting([0, 0])
    for (let at = 1; at < proposals.length; at++) expect(plant(seeded.job, newest())).not.toBeNull()
    expect(plant(seeded.job, newest())).toBeNull()
  })

  it('lists no job that nobody began', () => {
    const before = listJobs(workspace.database)
    planting([0])(seeded.job, newest())
    expect(listJobs(workspace.database)).toEqual(before)
  })
})

/** Names all the way down, without what stands under them. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'value'
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]))
}
