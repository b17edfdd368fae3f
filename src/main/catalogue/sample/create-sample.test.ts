import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDatasetOptions } from '#main/store/testing/inspect.ts'
import { readSplitPairs } from '#main/store/testing/split-pairs.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { openTestStudio, type TestStudio } from '../testing/workspace.ts'
import { SAMPLE_RECIPE } from './recipe.ts'
import { worldTruth } from './world-truth.ts'

let studio: TestStudio
beforeAll(() => {
  studio = openTestStudio()
})
afterAll(() => studio.close())

const firstItem = (dataset: Dataset) => {
  const page = { dataset: dataset.id, filter: {}, sort: 'catalogue', offset: 0, limit: 1 } as const
  const [first] = studio.catalogue.items(page).items
  if (first === undefined) throw new Error('no item')
  return studio.catalogue.item({ item: first.id })
}

describe('the sample shop in the store', () => {
  let dataset: Dataset
  beforeAll(async () => {
    dataset = await studio.catalogue.createSample()
  }, 60_000)

  it('is named synthetic, and has pictures, descriptions and splits throughout', async () => {
    expect(dataset).toMatchObject({
      name: 'Sample shop (synthetic)',
      synthetic: true,
      sample: { world: { name: 'shop' }, seed: 1501 },
      counts: { items: 320, users: 600, images: 320 },
    })
    expect(await studio.catalogue.statistics({ dataset: dataset.id })).toMatchObject({
      withoutPicture: 0,
      withoutDescription: 0,
    })
  })

  it('has the same splits, to the bit, as every earlier version made', () => {
    const { train, validation, test } = readSplitPairs(studio.workspace.database, dataset.id)
    const digest = createHash('sha256').update(JSON.stringify([[...train], [...validation], [...test]]))
    expect(digest.digest('hex')).toBe('e21e6c393b956bd1da75dce1f836763de47f5f07bf101cf7fe975cf5bab329b9')
  })

  it('states all attributes of an item', () => {
    expect(firstItem(dataset).attributes.map(({ name }) => name)).toEqual([
      ...SAMPLE_RECIPE.keyAttributes,
      ...SAMPLE_RECIPE.nuisanceAttributes,
    ])
  })

  it('is made once', async () => {
    expect(await studio.catalogue.createSample()).toEqual(dataset)
    expect(studio.catalogue.datasets()).toHaveLength(1)
  })
})

describe('another world in the store', () => {
  const instance = { world: { name: 'wordy' }, seed: 7 } as const
  let dataset: Dataset
  beforeAll(async () => {
    dataset = await studio.catalogue.createSample(instance)
  }, 60_000)

  it('is named by world and seed, and keeps both', () => {
    expect(dataset).toMatchObject({ name: 'wordy, seed 7', synthetic: true, sample: instance })
    expect(studio.catalogue.dataset({ dataset: dataset.id })).toEqual(dataset)
  })

  it('stores what it follows from, and not which attributes are key', () => {
    expect(JSON.parse(readDatasetOptions(studio.workspace.database, dataset.id))).toEqual({
      sample: instance,
    })
  })

  it('states the further nuisance attributes with the values of the truth', () => {
    const { attributes, externalId } = firstItem(dataset)
    const truth = worldTruth('wordy', 7)
    expect(attributes.map(({ name }) => name)).toEqual([...truth.keyAttributes, ...truth.nuisanceAttributes])
    expect(Object.fromEntries(attributes.map(({ name, values }) => [name, values[0]]))).toEqual(
      truth.items.find((item) => item.externalId === externalId)?.values,
    )
  })

  it('answers with the one that is there, and refuses its name to another world', async () => {
    expect(await studio.catalogue.createSample(instance)).toEqual(dataset)
    await expect(
      studio.catalogue.createSample({ world: { name: 'sparse' }, seed: 7, name: dataset.name }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
