import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { removeDatasetRows } from '#main/catalogue/remove-dataset.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { insertDecision } from '#main/store/decision-repository.ts'
import { seedDataset, seedProposal, seedStep } from '#main/store/testing/seed.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { DEFAULT_TEXT_ENCODER } from '#shared/encoders/text-encoder-settings.ts'
import { Maps } from './maps.ts'

const TITLES = ['Red mug', 'Blue mug', 'Red cup', 'Oak table', 'Pine table', 'Oak chair']

function setUp(limit?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'map-'))
  const workspace = openWorkspace(folder)
  const seeded = seedDataset(workspace, 'shop', TITLES)
  const proposals = seeded.items.slice(0, 4).map((item) => seedProposal(workspace, { ...seeded, item }))
  const events: StudioEvent[] = []
  const create = () =>
    new Maps({
      workspace,
      texts: createCatalogueEncoder(workspace),
      publish: (event) => events.push(event),
      ...(limit === undefined ? {} : { limit }),
    })
  const maps = create()
  onTestFinished(async () => {
    await maps.close()
    workspace.database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const key = { dataset: seeded.dataset, encoder: DEFAULT_TEXT_ENCODER }
  const states = () => events.flatMap((event) => (event.topic === 'map' ? [event.state] : []))
  return { workspace, seeded, proposals, maps, create, key, states }
}

it('draws a map once, keeps it, and says what came after it', async () => {
  const { workspace, seeded, proposals, maps, create, key, states } = setUp()
  expect(await maps.state(key)).toEqual({ state: 'absent' })
  await expect(maps.points(key)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const drawn = await maps.draw(key)
  expect(drawn).toMatchObject({
    state: 'drawn',
    items: 6,
    allItems: 6,
    proposals: 4,
    allProposals: 4,
    newer: 0,
  })
  expect(states().map(({ state }) => state)).toContain('drawing')
  expect(states().at(-1)).toEqual(drawn)

  const points = await maps.points(key)
  expect(points.items.map(({ title }) => title)).toEqual(TITLES)
  expect(points.proposals.map(({ proposal, item, state }) => ({ proposal, item, state }))).toEqual(
    proposals.map((proposal, at) => ({ proposal, item: seeded.items[at], state: 'pending' })),
  )
  expect(await create().points(key)).toEqual(points)

  const [first] = proposals
  if (first === undefined) throw new Error('no proposal')
  const step = seedStep(workspace, 'Ada', 1)
  insertDecision(workspace.database, step, { verdict: 'accept', proposal: first })
  for (const item of seeded.items.slice(4, 5)) seedProposal(workspace, { ...seeded, item })
  expect((await maps.points(key)).proposals[0]).toMatchObject({ proposal: first, state: 'accepted' })
  expect(await maps.state(key)).toMatchObject({ state: 'drawn', newer: 1 })
  expect(await maps.draw(key)).toMatchObject({ proposals: 5, newer: 0 })
})

it('draws a sample where there is too much', async () => {
  const { maps, key } = setUp(5)
  expect(await maps.draw(key)).toMatchObject({ allItems: 6, allProposals: 4 })
  const { items, proposals } = await maps.points(key)
  expect(items.length + proposals.length).toBe(5)
})

it('waits for the drawing that is under way, and is absent when that is canceled', async () => {
  const { maps, key, states } = setUp()
  expect(maps.cancel(key)).toBe(false)
  const both = [maps.draw(key), maps.draw(key)]
  expect(await maps.state(key)).toMatchObject({ state: 'drawing' })
  expect(maps.cancel(key)).toBe(true)
  expect(await Promise.all(both)).toEqual([{ state: 'absent' }, { state: 'absent' }])
  expect(states().at(-1)).toEqual({ state: 'absent' })
  expect(await maps.draw(key)).toMatchObject({ state: 'drawn' })
})

it('goes with its data set', async () => {
  const { workspace, maps, key } = setUp()
  await maps.draw(key)
  await removeDatasetRows(workspace, key.dataset)
  await expect(maps.state(key)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(readdirSync(join(workspace.paths.root, 'features'))).toEqual([])
})
