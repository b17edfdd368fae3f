import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestStudio, type TestStudio } from '#main/catalogue/testing/workspace.ts'
import { createSnapshotsService } from '#main/curation/snapshots-service.ts'
import { createTestReview } from '#main/curation/testing/test-review.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { seedDataset, seedInteractions, seedJob, seedProposal } from '#main/store/testing/seed.ts'
import { readSplitPairs } from '#main/store/testing/split-pairs.ts'
import type { Annotator } from '#shared/contract/ids.ts'
import { asFloat32Matrix, decodeNpy } from '#shared/files/npy.ts'
import { createExportsService } from './exports-service.ts'

const ada = 'Ada' as Annotator
let studio: TestStudio
beforeEach(() => {
  studio = openTestStudio()
})
afterEach(() => studio.close())

it('has interactions that come back by import, and a row of each matrix for each item', async () => {
  const { workspace, folder } = studio
  const seeded = seedDataset(workspace, 'mugs', ['Red mug', 'Tall mug', 'Wide mug'])
  const { dataset, items } = seeded
  seedInteractions(workspace, seeded, {
    train: [
      [0, 0],
      [0, 2],
      [1, 1],
    ],
    validation: [[1, 0]],
    test: [[0, 1]],
  })
  const [first, second] = items
  if (first === undefined || second === undefined) throw new Error('items were seeded')
  const proposals = [
    seedProposal(workspace, { ...seeded, item: first }, { text: 'Blue mug' }),
    seedProposal(workspace, { ...seeded, item: second }, { text: 'Small jug' }),
    seedProposal(
      workspace,
      { ...seeded, item: second, job: seedJob(workspace, dataset) },
      { text: 'Big plate' },
    ),
  ]
  createTestReview(workspace).decide({
    annotator: ada,
    decisions: proposals.map((proposal) => ({ proposal, verdict: 'accept' as const })),
  })
  const snapshot = createSnapshotsService({ workspace }).create({ dataset, name: 'first', which: 'curated' })
  const texts = createCatalogueEncoder(workspace)
  const to = join(folder, 'out')
  await createExportsService({ workspace, texts }).write({
    snapshot: snapshot.id,
    format: 'mmrec',
    settings: {},
    to,
  })

  const back = await studio.run({
    name: 'back',
    format: 'mmrec',
    interactions: to,
    split: 'column',
  })
  expect(readSplitPairs(workspace.database, back.dataset.id)).toEqual(
    readSplitPairs(workspace.database, dataset),
  )
  expect(readFileSync(join(to, 'i_id_mapping.csv'), 'utf8')).toBe(
    'item_id\titemID\nmugs-0\t0\nmugs-1\t1\nmugs-2\t2\n',
  )

  const matrix = (name: string) => asFloat32Matrix(decodeNpy(readFileSync(join(to, name)), name), name)
  const { encoder, vectors } = await texts(dataset)
  expect(matrix('text_feat.npy')).toEqual({ rows: 3, cols: encoder.dimensions, data: vectors })
  const { rows, cols, data } = matrix('negative_text_feat.npy')
  expect([rows, cols]).toEqual([3, encoder.dimensions])
  const encoded = await encoder.encode(['Blue mug', 'Small jug', 'Big plate'])
  const row = (from: Float32Array, at: number) => [...from.slice(at * cols, (at + 1) * cols)]
  expect(row(data, 0)).toEqual(row(encoded, 0))
  const plate = row(encoded, 2)
  row(encoded, 1).forEach((value, k) => {
    expect(row(data, 1)[k]).toBeCloseTo((value + (plate[k] ?? 0)) / 2, 6)
  })
  expect(row(data, 2).every(Number.isNaN)).toBe(true)
  expect(matrix('negative_visual_feat.npy').rows).toBe(3)
})
