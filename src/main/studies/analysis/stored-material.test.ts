import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { RunRecords } from '#main/runs/run-records.ts'
import { seedInteractions } from '#main/store/testing/seed.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import { JobId, RunId } from '#shared/contract/ids.ts'
import { madeUpStudy } from '../testing/made-up-study.ts'
import { storedMaterial } from './stored-material.ts'

it('counts training interactions alone, and has categories in the order of the items', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stored-material-'))
  const workspace = openWorkspace(folder)
  onTestFinished(() => {
    workspace.database.close()
    rmSync(folder, { recursive: true })
  })
  seedCatalogue(workspace, 'others', [{ title: 'Plate', category: 'plates' }])
  const seeded = seedCatalogue(workspace, 'mugs', [
    { title: 'Red mug', category: 'mugs' },
    { title: 'Blue mug' },
    { title: 'Hat', category: 'hats' },
  ])
  seedInteractions(
    workspace,
    { ...seeded, job: JobId.parse(1) },
    {
      train: [
        [0, 0],
        [1, 0],
        [1, 2],
      ],
      validation: [[1, 1]],
      test: [
        [0, 1],
        [2, 1],
      ],
    },
  )
  const { study } = madeUpStudy({ arms: [{ name: 'a' }, { name: 'b' }], recalls: () => null })
  const material = storedMaterial(workspace, new RunRecords(workspace, () => undefined), study)
  expect(await material.strataFacts(seeded.dataset)).toEqual({
    itemInteractions: Int32Array.of(2, 0, 1),
    userInteractions: Int32Array.of(1, 2, 0),
    itemCategories: ['mugs', null, 'hats'],
  })
  expect(material.run(RunId.parse(1))).toBeNull()
})
