import { z } from 'zod'
import nuisances from '#resources/sample/nuisances.json'
import json from '#resources/sample/recipe.json'

const Values = z.array(z.string().min(1)).min(1)
const Colours = z.record(z.string(), z.string().regex(/^#[0-9a-f]{6}$/))

const Category = z.strictObject({
  name: z.string(),
  shape: z.enum(['mug', 'lamp', 'backpack', 'cushion']),
  nouns: Values,
  materials: Values,
  features: Values,
  uses: Values,
})

/** What the sample worlds are made from; `resources/sample/README.md` explains it. */
export const Recipe = z.strictObject({
  itemsPerCategory: z.int().positive(),
  /** Pixels of a side. */
  pictureSize: z.int().positive(),
  /** The attributes that the simulated choices depend on: all of them, and no other. */
  keyAttributes: z.tuple([
    z.literal('colour'),
    z.literal('material'),
    z.literal('style'),
    z.literal('feature'),
  ]),
  nuisanceAttributes: z.tuple([z.literal('brand'), z.literal('packaging'), z.literal('background')]),
  colours: Colours,
  styles: z.record(z.string(), z.enum(['plain', 'stripes', 'dots', 'checks'])),
  brands: z.record(z.string(), z.enum(['circle', 'square', 'triangle', 'ring'])),
  packaging: Values,
  backgrounds: Colours,
  categories: z.array(Category).min(1),
  titles: Values,
  openings: Values,
  middles: Values,
  closings: Values,
  shoppers: z.strictObject({
    count: z.int().positive(),
    interactions: z.strictObject({ minimum: z.int().positive(), maximum: z.int().positive() }),
    tasteDeviation: z.strictObject({
      colour: z.number(),
      material: z.number(),
      style: z.number(),
      feature: z.number(),
    }),
    popularityDeviation: z.number(),
    start: z.iso.datetime(),
    days: z.int().positive(),
  }),
})
export type Recipe = z.infer<typeof Recipe>
export type KeyAttribute = Recipe['keyAttributes'][number]

export const SAMPLE_RECIPE: Recipe = Recipe.parse(json)

/** A nuisance attribute that the texts of a wordy world state as well. */
export const FurtherNuisance = z.strictObject({ name: z.string(), values: Values, sentences: Values })
export type FurtherNuisance = z.infer<typeof FurtherNuisance>

export const FURTHER_NUISANCES: readonly FurtherNuisance[] = z.array(FurtherNuisance).parse(nuisances)
