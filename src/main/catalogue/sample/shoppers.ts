import type { Random } from '../random.ts'
import type { SampleItem } from './items.ts'
import type { Recipe } from './recipe.ts'

export interface SampleChoice {
  shopper: number
  /** Index of the item. */
  item: number
  /** Unix seconds, whole. */
  timestamp: number
}

/** Simulates the shoppers as the recipe's README describes; choices in each shopper's order. */
export function simulateShoppers(
  recipe: Recipe,
  items: readonly SampleItem[],
  random: Random,
): SampleChoice[] {
  const { shoppers } = recipe
  const popularity = items.map(() => normal(random) * shoppers.popularityDeviation)
  return Array.from({ length: shoppers.count }, (_, shopper) => {
    const taste = drawTaste(recipe, items, random)
    const utilities = items.map((item, index) => {
      const liking = recipe.keyAttributes.map((name) => taste.get(`${name} ${item.values[name]}`) ?? 0)
      return liking.reduce((sum, weight) => sum + weight, popularity[index] ?? 0)
    })
    const { minimum, maximum } = shoppers.interactions
    const count = minimum + Math.floor(random() * (maximum - minimum + 1))
    const chosen = chooseInTurn(utilities, count, random)
    const times = drawTimes(recipe, count, random)
    return chosen.map((item, index) => ({ shopper, item, timestamp: times[index] ?? 0 }))
  }).flat()
}

function drawTaste(recipe: Recipe, items: readonly SampleItem[], random: Random): Map<string, number> {
  const taste = new Map<string, number>()
  for (const name of recipe.keyAttributes) {
    const values = new Set(items.map((item) => item.values[name]))
    for (const value of values) {
      taste.set(`${name} ${value}`, normal(random) * recipe.shoppers.tasteDeviation[name])
    }
  }
  return taste
}

/** Multinomial logit without replacement. */
function chooseInTurn(utilities: readonly number[], count: number, random: Random): number[] {
  const weights = utilities.map(Math.exp)
  const chosen: number[] = []
  while (chosen.length < Math.min(count, utilities.length)) {
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
    let item = weights.findIndex((weight) => {
      left -= weight
      return weight > 0 && left < 0
    })
    // Rounding may leave a hair beyond the last weight.
    if (item < 0) item = weights.findLastIndex((weight) => weight > 0)
    chosen.push(item)
    weights[item] = 0
  }
  return chosen
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
