import { expect, it, onTestFinished } from 'vitest'
import { connect } from '#main/engine/client.ts'
import { temporaryFolder } from '#tests/support/studio.ts'
import { prepareStudyWorkspace } from './study-workspace.ts'

it('has what the studies of the studio need, and is left as it is the second time', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder(onTestFinished)
  const places = [{ world: 'shop', seed: 1 }] as const
  const options = { folder, rounds: 1, movies: '' }
  expect(await prepareStudyWorkspace(places, options)).toEqual(['shop-1'])
  expect(await prepareStudyWorkspace(places, options)).toEqual(['shop-1'])

  const { client, close } = await connect(folder, { program: { trainer: '', renderer: '' } })
  onTestFinished(close)
  const [dataset, ...others] = await client.catalogue.datasets()
  expect(others).toEqual([])
  if (dataset === undefined) throw new Error('the data set is missing')
  const snapshots = await client.snapshots.list({ dataset: dataset.id })
  expect(snapshots.map(({ name, which }) => [name, which])).toEqual([
    ['Curated', 'curated'],
    ['As generated', 'proposed'],
  ])
  const [curated, generated] = snapshots
  expect(generated?.negatives).toBe(dataset.counts.items)
  // What the curator put back and rejected.
  expect(curated?.negatives).toBeGreaterThan(0)
  expect(curated?.hash).not.toBe(generated?.hash)
  const plan = await client.studies.draft({
    template: 'curated-negatives',
    replications: [{ dataset: dataset.id }],
  })
  expect(plan.replications).toEqual([
    { dataset: dataset.id, snapshots: { curated: curated?.id, uncurated: generated?.id } },
  ])
})
