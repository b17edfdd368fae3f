import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSplitPairs } from '#main/store/testing/split-pairs.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { seededRandom } from '../random.ts'
import { openTestStudio, type TestStudio } from '../testing/workspace.ts'
import { type SampleItem, sampleItems } from './items.ts'
import { drawPicture } from './picture.ts'
import { SAMPLE_RECIPE } from './recipe.ts'
import { simulateShoppers } from './shoppers.ts'

const world = (seed: number) => {
  const random = seededRandom(seed)
  const items = sampleItems(SAMPLE_RECIPE, random)
  return { items, choices: simulateShoppers(SAMPLE_RECIPE, items, random) }
}

describe('the sample shop in the store', () => {
  let studio: TestStudio
  let dataset: Dataset
  beforeAll(async () => {
    studio = openTestStudio()
    dataset = await studio.catalogue.createSample()
  }, 60_000)
  afterAll(() => studio.close())

  it('is named synthetic, and has pictures, descriptions and splits throughout', async () => {
    expect(dataset).toMatchObject({
      name: 'Sample shop (synthetic)',
      synthetic: true,
      counts: { items: 320, users: 600, images: 320 },
    })
    expect(await studio.catalogue.statistics({ dataset: dataset.id })).toMatchObject({
      withoutPicture: 0,
      withoutDescription: 0,
    })
    const { train, validation, test } = readSplitPairs(studio.workspace.database, dataset.id)
    expect((train.length + validation.length + test.length) / 2).toBe(dataset.counts.interactions)
    expect(test.length / 2).toBeGreaterThanOrEqual(600)
  })

  it('states all attributes of an item', () => {
    const page = { dataset: dataset.id, filter: {}, sort: 'catalogue', offset: 0, limit: 1 } as const
    const [first] = studio.catalogue.items(page).items
    if (first === undefined) throw new Error('no item')
    expect(studio.catalogue.item({ item: first.id }).attributes.map(({ name }) => name)).toEqual([
      ...SAMPLE_RECIPE.keyAttributes,
      ...SAMPLE_RECIPE.nuisanceAttributes,
    ])
  })

  it('is made once', async () => {
    expect(await studio.catalogue.createSample()).toEqual(dataset)
    expect(studio.catalogue.datasets()).toHaveLength(1)
  })
})

describe('the simulation', () => {
  const { items, choices } = world(7)

  it('is the same for the same seed, and another one for another', () => {
    expect(world(7)).toEqual({ items, choices })
    expect(world(8).choices).not.toEqual(choices)
  })

  it('gives each shopper the number of different items that the recipe says, in the order of time', () => {
    const { minimum, maximum } = SAMPLE_RECIPE.shoppers.interactions
    for (let shopper = 0; shopper < SAMPLE_RECIPE.shoppers.count; shopper++) {
      const own = choices.filter((choice) => choice.shopper === shopper)
      expect(own.length).toBeGreaterThanOrEqual(minimum)
      expect(own.length).toBeLessThanOrEqual(maximum)
      expect(new Set(own.map((choice) => choice.item)).size).toBe(own.length)
      expect(own.map((choice) => choice.timestamp)).toEqual(
        own.map((choice) => choice.timestamp).sort((a, b) => a - b),
      )
    }
  })

  it('makes choices depend on every key attribute, and on no nuisance', () => {
    for (const name of SAMPLE_RECIPE.keyAttributes) expect(concentration(name)).toBeGreaterThan(1.1)
    for (const name of SAMPLE_RECIPE.nuisanceAttributes) expect(concentration(name)).toBeLessThan(1.1)
  })

  /**
   * How much more often two choices of one shopper share the attribute's value than two choices of different
   * shoppers do: 1 where taste does not touch it.
   */
  function concentration(name: keyof SampleItem['values']): number {
    const values = choices.map((choice) => items[choice.item]?.values[name])
    const share = (pairs: (readonly [number, number])[]) =>
      pairs.filter(([a, b]) => values[a] === values[b]).length / pairs.length
    const byShopper = Map.groupBy(choices.keys(), (index) => choices[index]?.shopper)
    const within = [...byShopper.values()].flatMap((own) =>
      own.flatMap((a, rank) => own.slice(rank + 1).map((b) => [a, b] as const)),
    )
    const random = seededRandom(3)
    const any = () => Math.floor(random() * choices.length)
    return share(within) / share(Array.from({ length: 100_000 }, () => [any(), any()] as const))
  }

  it('writes every attribute that a text states into it, and shows the others', async () => {
    const [item] = items
    if (item === undefined) throw new Error('no item')
    const text = `${item.title} ${item.description}`.toLowerCase()
    for (const name of [...SAMPLE_RECIPE.keyAttributes, 'brand', 'packaging'] as const) {
      expect(text).toContain(item.values[name].toLowerCase())
    }
    const draw = (values: Partial<SampleItem['values']>) =>
      drawPicture({ ...item, values: { ...item.values, ...values } }, SAMPLE_RECIPE)
    const picture = await draw({})
    const other = (name: 'colour' | 'style' | 'brand' | 'background') => {
      const known = {
        colour: 'colours',
        style: 'styles',
        brand: 'brands',
        background: 'backgrounds',
      } as const
      const value = Object.keys(SAMPLE_RECIPE[known[name]]).find(
        (candidate) => candidate !== item.values[name],
      )
      return draw({ [name]: value })
    }
    expect(await draw({})).toEqual(picture)
    for (const name of ['colour', 'style', 'brand', 'background'] as const) {
      expect(await other(name)).not.toEqual(picture)
    }
  })
})
