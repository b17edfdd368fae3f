import { WorldInstance, type WorldName } from '#shared/worlds/world-instance.ts'
import { SAMPLE_RECIPE } from './recipe.ts'
import { sampleWorld } from './sample-world.ts'

/** What really decides the choices of a world. A workspace stores the world's name and seed, never this. */
export interface WorldTruth {
  /** Names of the attributes that choices depend on: all of them, and no other. */
  keyAttributes: readonly string[]
  /** Names of the attributes of the catalogue that no choice depends on but for a promotion. */
  nuisanceAttributes: readonly string[]
  /** In the order of the catalogue. */
  items: readonly {
    externalId: string
    /** True value by attribute, key and nuisance. */
    values: Readonly<Record<string, string>>
    /** Arrives after the training choices. */
    cold: boolean
  }[]
  /** Brands that are pushed while training and validation choices are made. */
  pushedBrands: readonly string[]
  shoppers: readonly {
    externalId: string
    /** Weight by key attribute, then by value. */
    taste: ReadonlyMap<string, ReadonlyMap<string, number>>
    /** Utility of each item, in the order of `items`, as the test choices see it: the oracle ranks by it. */
    scores: readonly number[]
  }[]
}

/**
 * The truth of a world as a pure function of what it follows from, for tests and experiments.
 *
 * @param settings of the world that are not its defaults
 * @throws ZodError for a seed or a setting that the world does not take
 */
export function worldTruth(
  name: WorldName,
  seed: number,
  settings: Readonly<Record<string, unknown>> = {},
): WorldTruth {
  const instance = WorldInstance.parse({ world: { ...settings, name }, seed })
  const { items, shoppers, pushedBrands, coldItems } = sampleWorld(instance)
  const { keyAttributes, nuisanceAttributes } = SAMPLE_RECIPE
  return {
    keyAttributes,
    nuisanceAttributes: [...nuisanceAttributes, ...Object.keys(items[0]?.furtherNuisances ?? {})],
    items: items.map(({ externalId, values, furtherNuisances }, index) => ({
      externalId,
      values: { ...values, ...furtherNuisances },
      cold: coldItems.has(index),
    })),
    pushedBrands: [...pushedBrands],
    shoppers: shoppers.map(({ taste, utilities }, index) => ({
      externalId: shopperId(index),
      taste,
      scores: utilities,
    })),
  }
}

/** The shopper's id in the data set. */
export function shopperId(index: number): string {
  return `shopper-${index + 1}`
}
