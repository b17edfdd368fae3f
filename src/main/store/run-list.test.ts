import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DatasetId, StudyId } from '#shared/contract/ids.ts'
import type { RunSelection } from '#shared/contract/runs.ts'
import { selects } from '#shared/runs/run-selection.ts'
import { StudyPlan } from '#shared/studies/plan.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { insertRun, listRuns } from './run-repository.ts'
import { markRunning } from './run-state-repository.ts'
import { insertStudy } from './study-repository.ts'
import { insertTrial } from './study-trial-repository.ts'
import { seedDataset } from './testing/seed.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-list-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const newRun = (dataset: DatasetId) =>
  insertRun(workspace.database, {
    ...{ dataset, snapshot: null, config: configFrom({ model: 'bpr-mf' }), version: '1', createdAt: 0 },
  })

function studyOn(dataset: DatasetId): StudyId {
  const arm = (name: string) => ({
    ...{ name, label: name, settings: { model: 'bpr-mf' }, grid: {}, snapshot: null, placeboOf: null },
  })
  const plan = StudyPlan.parse({
    version: 1,
    question: 'Which?',
    replications: [{ dataset, snapshots: { curated: null, uncurated: null } }],
    arms: [arm('one'), arm('two')],
    seeds: [1],
    tuning: { trialsPerArm: 1, seed: 1 },
    metric: 'recall@20',
    hypotheses: [{ text: 'Two', arm: 'two', against: 'one' }],
  })
  return insertStudy(workspace.database, {
    name: `On ${dataset}`,
    plan,
    hash: 'h',
    version: '1',
    createdAt: 0,
  })
}

it('lists the runs that a selection takes, the newest first', () => {
  const { database } = workspace
  const [mugs, hats] = [seedDataset(workspace, 'mugs', ['a']), seedDataset(workspace, 'hats', ['b'])]
  for (const { dataset } of [mugs, hats]) {
    newRun(dataset)
    markRunning(database, newRun(dataset), 0)
    const trial = { replication: 0, arm: 'one', stage: 'final', point: {}, seed: 1 } as const
    insertTrial(database, studyOn(dataset), trial, newRun(dataset))
  }
  const all = listRuns(database, {})
  expect(all.map(({ id }) => id)).toEqual([6, 5, 4, 3, 2, 1])
  const datasets = [undefined, mugs.dataset, hats.dataset]
  const studies = [undefined, 'none', StudyId.parse(1), StudyId.parse(2)] as const
  const stateLists = [undefined, [], ['running'], ['queued', 'running']] as const
  for (const dataset of datasets) {
    for (const study of studies) {
      for (const states of stateLists) {
        const selection: RunSelection = {
          ...(dataset && { dataset }),
          ...(study && { study }),
          ...(states && { states: [...states] }),
        }
        expect(listRuns(database, selection)).toEqual(all.filter((run) => selects(selection, run)))
      }
    }
  }
})
