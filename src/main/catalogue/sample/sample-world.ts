import type { Split } from '#shared/contract/catalogue.ts'
import type { WorldChanges } from '#shared/worlds/descriptor.ts'
import { type WorldInstance, worldChanges } from '#shared/worlds/world-instance.ts'
import { seededRandom, seededRandomFor, shuffled } from '../random.ts'
import { type SampleItem, sampleItems } from './items.ts'
import { FURTHER_NUISANCES, type Recipe, SAMPLE_RECIPE } from './recipe.ts'
import { type Shopper, simulateShoppers } from './shoppers.ts'
import { addNuisanceText } from './wordy-text.ts'

/** A world as it was drawn. */
export interface SampleWorld {
  items: readonly SampleItem[]
  shoppers: readonly Shopper[]
  pushedBrands: ReadonlySet<string>
  /** Indexes of the items that arrive after the training choices. */
  coldItems: ReadonlySet<number>
}

/**
 * Draws a world. What a world changes has random streams of its own, so that worlds of one seed have the same items and
 * popularity, and the same tastes as long as choices take the same number of draws.
 */
export function sampleWorld({ world, seed }: WorldInstance, recipe: Recipe = SAMPLE_RECIPE): SampleWorld {
  const changes = worldChanges(world)
  const random = seededRandom(seed)
  const shopItems = sampleItems(recipe, random)
  const pushedBrands = drawPushedBrands(recipe, changes, seed)
  const coldItems = drawColdItems(shopItems, changes, seed)
  const push = changes.promotion?.push ?? 0
  const isPushed = shopItems.map((item) => pushedBrands.has(item.values.brand))
  const influence = (item: number, split: Split): number => {
    if (split === 'train' && coldItems.has(item)) return Number.NEGATIVE_INFINITY
    return split !== 'test' && isPushed[item] ? push : 0
  }
  const choices = changes.choices ?? recipe.shoppers.interactions
  const shoppers = simulateShoppers(recipe, shopItems, { choices, influence }, random)
  return { items: texts(shopItems, changes, seed), shoppers, pushedBrands, coldItems }
}

function texts(items: SampleItem[], { nuisanceShare }: WorldChanges, seed: number): SampleItem[] {
  if (nuisanceShare === undefined) return items
  const random = seededRandomFor(seed, 'nuisance texts')
  return items.map((item) => addNuisanceText(item, FURTHER_NUISANCES, nuisanceShare, random))
}

function drawPushedBrands(recipe: Recipe, { promotion }: WorldChanges, seed: number): ReadonlySet<string> {
  const brands = shuffled(Object.keys(recipe.brands), seededRandomFor(seed, 'pushed brands'))
  return new Set(brands.slice(0, promotion?.brands ?? 0))
}

/** The same share of each category, rounded. */
function drawColdItems(
  items: readonly SampleItem[],
  { coldShare = 0 }: WorldChanges,
  seed: number,
): ReadonlySet<number> {
  const random = seededRandomFor(seed, 'cold items')
  const byCategory = Map.groupBy(items.keys(), (index) => items[index]?.category)
  return new Set(
    [...byCategory.values()].flatMap((own) =>
      shuffled(own, random).slice(0, Math.round(own.length * coldShare)),
    ),
  )
}
