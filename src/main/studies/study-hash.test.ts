import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { seedDataset, seedInteractions } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { DatasetId, SnapshotId } from '#shared/contract/ids.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { datasetHash } from './dataset-hash.ts'
import { studyHash } from './study-hash.ts'
import { armLike, planLike } from './testing/plan-like.ts'

let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hash-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

function seeded(name: string, titles: string[], test: [number, number][] = [[0, 1]]): DatasetId {
  const one = seedDataset(workspace, name, titles)
  seedInteractions(workspace, one, { train: [[0, 0]], validation: [], test })
  return one.dataset
}

it('of a data set tells content apart, and not where it stands', async () => {
  const mugs = seeded('mugs', ['Red mug', 'Tall mug'])
  const hash = await datasetHash(workspace, mugs)
  expect(await datasetHash(workspace, mugs)).toBe(hash)
  const others = [
    seeded('mugs-a', ['Red mug', 'Old mug']),
    seeded('mugs-b', ['Red mug', 'Tall mug'], [[1, 1]]),
    seeded('mugs-c', ['Tall mug', 'Red mug']),
  ]
  const hashes = await Promise.all(others.map((other) => datasetHash(workspace, other)))
  expect(new Set([hash, ...hashes]).size).toBe(4)

  const elsewhere = join(folder, 'elsewhere')
  const away = openWorkspace(elsewhere)
  seedDataset(away, 'first', ['Another'])
  const same = seedDataset(away, 'mugs', ['Red mug', 'Tall mug'])
  seedInteractions(away, same, { train: [[0, 0]], validation: [], test: [[0, 1]] })
  expect(same.dataset).not.toBe(mugs)
  expect(await datasetHash(away, same.dataset)).toBe(hash)
  away.database.close()
})

it('of a study depends on the plan and the content that it names, not on row ids or the order of keys', () => {
  const on = (dataset: number, snapshot: number, parts: Partial<StudyPlan> = {}) => {
    const named = { curated: SnapshotId.parse(snapshot), uncurated: null }
    const replications = [{ dataset: DatasetId.parse(dataset), snapshots: named }]
    const datasets = new Map([
      [DatasetId.parse(1), 'mugs'],
      [DatasetId.parse(5), 'mugs'],
      [DatasetId.parse(6), 'lamps'],
    ])
    const snapshots = new Map([
      [SnapshotId.parse(1), 'first'],
      [SnapshotId.parse(9), 'first'],
      [SnapshotId.parse(10), 'second'],
    ])
    return studyHash(planLike({ replications, ...parts }), { datasets, snapshots })
  }
  const hash = on(1, 1)
  expect(on(5, 9)).toBe(hash)
  expect(on(6, 1)).not.toBe(hash)
  expect(on(1, 10)).not.toBe(hash)
  expect(on(1, 1, { seeds: [1, 3] })).not.toBe(hash)
  const arms = (settings: Record<string, string | number>) => [armLike('a', { settings }), armLike('b')]
  expect(on(1, 1, { arms: arms({ model: 'lightgcn', layers: 1 }) })).toBe(
    on(1, 1, { arms: arms({ layers: 1, model: 'lightgcn' }) }),
  )
})
