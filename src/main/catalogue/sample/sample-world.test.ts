import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Split } from '#shared/contract/catalogue.ts'
import { worlds } from '#shared/worlds/registry.ts'
import { WorldInstance, WorldName } from '#shared/worlds/world-instance.ts'
import { seededRandom } from '../random.ts'
import type { SampleItem } from './items.ts'
import { drawPicture } from './picture.ts'
import { SAMPLE_RECIPE } from './recipe.ts'
import { type SampleWorld, sampleWorld } from './sample-world.ts'
import { nuisanceShare } from './wordy-text.ts'
import { worldTruth } from './world-truth.ts'

const known = new Map<string, SampleWorld>()
/** Drawn once per test file: a world takes half a second. */
function world(name: string, seed = 1501): SampleWorld {
  const key = `${name} ${seed}`
  const drawn = known.get(key) ?? sampleWorld(WorldInstance.parse({ world: { name }, seed }))
  known.set(key, drawn)
  return drawn
}

const choicesOf = ({ shoppers }: SampleWorld) => shoppers.flatMap(({ choices }) => choices)
const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
/** Everything of a world that ends up in a data set. */
const bits = (drawn: SampleWorld) => sha256([drawn.items, choicesOf(drawn)])

/** What a world's description promises, counted. */
function statistics(drawn: SampleWorld) {
  const choices = choicesOf(drawn)
  const inSplit = (split: Split) => choices.filter((choice) => choice.split === split)
  const itemsIn = (split: Split) => new Set(inSplit(split).map(({ item }) => item))
  const pushedShare = (split: Split) =>
    inSplit(split).filter(({ item }) => drawn.pushedBrands.has(drawn.items[item]?.values.brand ?? ''))
      .length / inSplit(split).length
  const shares = drawn.items.map(nuisanceShare)
  const train = itemsIn('train')
  const test = itemsIn('test')
  return {
    items: drawn.items.length,
    shoppers: drawn.shoppers.length,
    interactions: [inSplit('train').length, inSplit('validation').length, inSplit('test').length],
    coldItems: drawn.coldItems.size,
    withoutTraining: drawn.items.length - train.size,
    coldInTest: [...drawn.coldItems].filter((item) => test.has(item)).length,
    nuisanceShare: [Math.min(...shares), shares.reduce((sum, share) => sum + share, 0) / shares.length].map(
      (share) => share.toFixed(3),
    ),
    pushedBrands: [...drawn.pushedBrands],
    pushedShare: [pushedShare('train'), pushedShare('validation'), pushedShare('test')].map((share) =>
      share.toFixed(3),
    ),
  }
}

const SHOP = {
  items: 320,
  shoppers: 600,
  interactions: [6294, 600, 600],
  coldItems: 0,
  withoutTraining: 0,
  coldInTest: 0,
  nuisanceShare: ['0.118', '0.159'],
  pushedBrands: [] as string[],
  pushedShare: ['0.000', '0.000', '0.000'],
}

const STATISTICS: Record<WorldName, typeof SHOP> = {
  shop: SHOP,
  wordy: { ...SHOP, nuisanceShare: ['0.500', '0.534'] },
  promotion: { ...SHOP, pushedBrands: ['Ostara', 'Norvik'], pushedShare: ['0.693', '0.648', '0.367'] },
  sparse: { ...SHOP, interactions: [2692, 600, 600] },
  cold: { ...SHOP, coldItems: 64, withoutTraining: 64, coldInTest: 56 },
  careless: SHOP,
}

describe.each(WorldName.options)('the world %s', (name) => {
  it('has the statistics of its description', { timeout: 60_000 }, () => {
    expect(statistics(world(name))).toEqual(STATISTICS[name])
  })

  it('is the same, to the bit, for the same seed, and another one for another', { timeout: 60_000 }, () => {
    const again = sampleWorld(WorldInstance.parse({ world: { name }, seed: 1501 }))
    expect(bits(again)).toBe(bits(world(name)))
    expect(bits(world(name, 8))).not.toBe(bits(again))
  })
})

describe('the registry of worlds', () => {
  it('gives each world a label of its own, and a summary', () => {
    expect(new Set(worlds.map(({ label }) => label)).size).toBe(worlds.length)
    for (const { summary } of worlds) expect(summary).toMatch(/\.$/)
  })
})

describe('the sample shop', () => {
  const { items } = world('shop')
  const choices = choicesOf(world('shop'))

  it('is the one of every earlier version, to the bit', async () => {
    const facts = items.map(({ externalId, title, description, category, values, mirrored }) => [
      externalId,
      title,
      description,
      category.name,
      values,
      mirrored,
    ])
    expect(sha256(facts)).toBe('7d371c7e41b758bf03fac9b2ca50d673cb35ee069ed07ac74ce7833bd7857df9')
    expect(sha256(choices.map(({ shopper, item, timestamp }) => [shopper, item, timestamp]))).toBe(
      '578690908096ea80cd8a97d7b7227829e8b82ba54e506be25d2be9139140f04b',
    )
  })

  it('gives each shopper the number of different items that the recipe says, in the order of time', () => {
    const { minimum, maximum } = SAMPLE_RECIPE.shoppers.interactions
    for (const { choices: own } of world('shop').shoppers) {
      expect(own.length).toBeGreaterThanOrEqual(minimum)
      expect(own.length).toBeLessThanOrEqual(maximum)
      expect(new Set(own.map((choice) => choice.item)).size).toBe(own.length)
      const times = own.map((choice) => choice.timestamp)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
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
      const recipeKey = {
        colour: 'colours',
        style: 'styles',
        brand: 'brands',
        background: 'backgrounds',
      } as const
      const value = Object.keys(SAMPLE_RECIPE[recipeKey[name]]).find(
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

describe('worlds of one seed', () => {
  it('have the items of the shop, with the same values', () => {
    for (const name of WorldName.options) {
      expect(world(name).items.map(({ values }) => values)).toEqual(
        world('shop').items.map(({ values }) => values),
      )
    }
  })

  it('have the same tastes and choices where only the texts or the generator differ', () => {
    for (const name of ['wordy', 'careless']) {
      expect(choicesOf(world(name))).toEqual(choicesOf(world('shop')))
    }
  })
})

describe('a wordy text', () => {
  it('states the values that the item has, and its nuisance sentences stand in it', () => {
    for (const item of world('wordy').items) {
      expect(item.description.endsWith(item.nuisanceText)).toBe(true)
      const stated = Object.values(item.furtherNuisances).filter((value) => item.nuisanceText.includes(value))
      expect(stated.length).toBeGreaterThanOrEqual(1)
      for (const name of SAMPLE_RECIPE.keyAttributes) {
        expect(item.nuisanceText.toLowerCase()).not.toContain(` ${item.values[name]} `)
      }
    }
  })
})

describe('the truth of a world', () => {
  it('scores an item by its key values and its popularity, and by nothing that a promotion adds', () => {
    const truth = worldTruth('promotion', 1501)
    const [a, b] = truth.shoppers
    const rest = (shopper: typeof a, item: number) => {
      const values: Readonly<Record<string, string>> = truth.items[item]?.values ?? {}
      const liking = truth.keyAttributes.map((name) => shopper?.taste.get(name)?.get(values[name] ?? '') ?? 0)
      return (shopper?.scores[item] ?? 0) - liking.reduce((sum, weight) => sum + weight, 0)
    }
    for (const item of truth.items.keys()) expect(rest(a, item)).toBeCloseTo(rest(b, item), 12)
    expect(truth.pushedBrands).toHaveLength(2)
  })

  it('ranks what shoppers chose in the test far above chance', () => {
    for (const name of WorldName.options) {
      const truth = worldTruth(name, 1501)
      const hits = world(name).shoppers.map(({ choices }, shopper) => {
        const scores = truth.shoppers[shopper]?.scores ?? []
        const trained = new Set(choices.filter(({ split }) => split === 'train').map(({ item }) => item))
        const target = choices.find(({ split }) => split === 'test')?.item ?? -1
        const above = scores.filter((score, item) => score > (scores[target] ?? 0) && !trained.has(item))
        return above.length < 20 ? 1 : 0
      })
      expect(hits.reduce<number>((sum, hit) => sum + hit, 0) / hits.length).toBeGreaterThan(0.3)
    }
  })

  it('takes settings, and refuses those of another world', () => {
    expect(worldTruth('cold', 3, { coldShare: 0.5 }).items.filter(({ cold }) => cold)).toHaveLength(160)
    expect(() => worldTruth('shop', 3, { coldShare: 0.5 })).toThrow()
  })
})
