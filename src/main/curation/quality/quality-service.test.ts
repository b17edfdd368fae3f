import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { insertDecision } from '#main/store/decision-repository.ts'
import { seedDataset, seedJob, seedProposal, seedStep } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import { NegativeQuality } from '#shared/contract/quality.ts'
import { createSnapshotsService } from '../snapshots-service.ts'
import { createQualityService } from './quality-service.ts'

let folder: string
let workspace: Workspace

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quality-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

function decide(annotator: string, verdict: 'accept' | 'reject', proposal: ProposalId): void {
  const { database } = workspace
  const step = seedStep({ database }, annotator)
  insertDecision(database, step, { verdict, proposal })
}

it('puts generators, snapshots and curators side by side, and narrows the rest to a filter', async () => {
  const seeded = seedDataset(workspace, 'mugs', ['One', 'Two', 'Three'])
  const { dataset } = seeded
  const [one, two, three] = seeded.items.map((item) =>
    seedProposal(workspace, { dataset, job: seedJob(workspace, dataset), item }),
  ) as [ProposalId, ProposalId, ProposalId]
  decide('Ada', 'accept', one)
  decide('Ada', 'reject', two)
  decide('Ben', 'accept', three)
  const snapshots = createSnapshotsService({ workspace })
  const { id: snapshot } = await snapshots.create({ dataset, name: 'first', which: 'curated' })

  const service = createQualityService({ workspace })
  const all = await service.of({ dataset, filter: {} })
  expect(NegativeQuality.parse(all)).toMatchObject({
    selection: { negatives: 3, acceptanceRate: 2 / 3, medians: { balance: 0.6, hardness: null } },
    generators: [{ key: { generator: 'rule-based', model: 'no model' }, summary: { negatives: 3 } }],
    snapshots: [{ key: { snapshot, name: 'first' }, summary: { negatives: 2, acceptanceRate: 1 } }],
    curators: [
      { key: { annotator: 'Ada' }, summary: { negatives: 2, acceptanceRate: 0.5 } },
      { key: { annotator: 'Ben' }, summary: { negatives: 1, acceptanceRate: 1 } },
    ],
  })
  const narrowed = await service.of({ dataset, filter: { snapshot, annotator: 'Ada' as Annotator } })
  expect(narrowed.selection.negatives).toBe(1)
  expect(narrowed.distributions.find(({ metric }) => metric === 'balance')?.known).toBe(1)
  expect(narrowed.generators).toEqual(all.generators)
  await expect(service.of({ dataset: 99 as DatasetId, filter: {} })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
