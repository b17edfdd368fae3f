import type { Split } from '#shared/contract/catalogue.ts'
import { type Ratios, ratioCounts } from '../import/split.ts'
import type { Random } from '../random.ts'
import type { SampleItem } from './items.ts'
import type { Recipe } from './recipe.ts'

export interface SampleChoice {
  shopper: number
  /** Index of the item. */
  item: number
  /** Unix seconds, whole. */
  timestamp: number
  split: Split
}

export interface Shopper {
  /** Weight by attribute, then by value; what is absent weighs 0. */
  taste: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** By index of the item: what the shopper thinks of it, without the market's influence. */
  utilities: readonly number[]
  /** In the order of time. */
  choices: readonly SampleChoice[]
}

/** What the shop does to choices, whatever the shopper's taste. */
export interface Market {
  /** Least and most choices of a shopper. */
  choices: { readonly minimum: number; readonly maximum: number }
  /**
   * Added to the utility of the item with this index while the choices of a split are made; -Infinity where it is not on
   * sale.
   */
  influence(item: number, split: Split): number
}

const SPLIT_RATIOS: Ratios = [0.8, 0.1, 0.1]

/** Simulates the shoppers as the recipe's README describes. */
export function simulateShoppers(
  recipe: Recipe,
  items: readonly SampleItem[],
  market: Market,
  random: Random,
): Shopper[] {
  const { shoppers } = recipe
  const popularity = items.map(() => normal(random) * shoppers.popularityDeviation)
  return Array.from({ length: shoppers.count }, (_, shopper) => {
    const taste = drawTaste(recipe, items, random)
    const utilities = items.map((item, index) => {
      const liking = recipe.keyAttributes.map((name) => taste.get(name)?.get(item.values[name]) ?? 0)
      return liking.reduce((sum, weight) => sum + weight, popularity[index] ?? 0)
    })
    const { minimum, maximum } = market.choices
    const count = minimum + Math.floor(random() * (maximum - minimum + 1))
    const chosen = chooseInTurn(utilities, splitsInTurn(count), market, random)
    const times = drawTimes(recipe, count, random)
    const choices = chosen.map((choice, index) => ({ ...choice, shopper, timestamp: times[index] ?? 0 }))
    return { taste, utilities, choices }
  })
}

function drawTaste(
  recipe: Recipe,
  items: readonly SampleItem[],
  random: Random,
): Map<string, Map<string, number>> {
  const weight = (name: Recipe['keyAttributes'][number]) =>
    normal(random) * recipe.shoppers.tasteDeviation[name]
  return new Map(
    recipe.keyAttributes.map((name) => {
      const values = new Set(items.map((item) => item.values[name]))
      return [name, new Map([...values].map((value) => [value, weight(name)]))]
    }),
  )
}

/** The splits of a shopper's choices: the oldest are for training, the newest for the test. */
function splitsInTurn(count: number): Split[] {
  const [train, validation] = ratioCounts(count, SPLIT_RATIOS)
  return Array.from({ length: count }, (_, rank) =>
    rank < train ? 'train' : rank < train + validation ? 'validation' : 'test',
  )
}

/** Multinomial logit without replacement. */
function chooseInTurn(
  utilities: readonly number[],
  splits: readonly Split[],
  market: Market,
  random: Random,
): Pick<SampleChoice, 'item' | 'split'>[] {
  const taken = new Set<number>()
  return splits.map((split) => {
    const weights = utilities.map((utility, item) =>
      taken.has(item) ? 0 : Math.exp(utility + market.influence(item, split)),
    )
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
    let item = weights.findIndex((weight) => {
      left -= weight
      return weight > 0 && left < 0
    })
    // Rounding may leave a hair beyond the last weight.
    if (item < 0) item = weights.findLastIndex((weight) => weight > 0)
    taken.add(item)
    return { item, split }
  })
}

function drawTimes(recipe: Recipe, count: number, random: Random): number[] {
  const start = Date.parse(recipe.shoppers.start) / 1000
  const seconds = recipe.shoppers.days * 24 * 60 * 60
  return Array.from({ length: count }, () => start + Math.floor(random() * seconds)).sort((a, b) => a - b)
}

/** Standard normal (Box and Muller, 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
