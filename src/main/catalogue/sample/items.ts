import type { Random } from '../random.ts'
import type { KeyAttribute, Recipe } from './recipe.ts'

export type SampleCategory = Recipe['categories'][number]
type NuisanceAttribute = Recipe['nuisanceAttributes'][number]

export interface SampleItem {
  externalId: string
  category: SampleCategory
  values: Record<KeyAttribute | NuisanceAttribute, string>
  /** Whether the picture shows the object the other way round. */
  mirrored: boolean
  /** Further nuisance attributes, where the world has any. */
  furtherNuisances: Readonly<Record<string, string>>
  title: string
  description: string
  /** The sentences of the description that state nuisance attributes alone. */
  nuisanceText: string
}

/** The items of the sample shop, in the order of the catalogue. */
export function sampleItems(recipe: Recipe, random: Random): SampleItem[] {
  return recipe.categories.flatMap((category, number) =>
    drawKeyValues(recipe, category, random).map((key, index) => {
      const values = {
        ...key,
        brand: pick(Object.keys(recipe.brands), random),
        packaging: pick(recipe.packaging, random),
        background: pick(Object.keys(recipe.backgrounds), random),
      }
      const words = { ...values, noun: pick(category.nouns, random), use: pick(category.uses, random) }
      const sentences = [recipe.openings, recipe.middles, recipe.closings].map((templates) =>
        fill(pick(templates, random), words),
      )
      return {
        externalId: `S${String((number + 1) * 1000 + index + 1)}`,
        category,
        values,
        mirrored: random() < 0.5,
        furtherNuisances: {},
        title: fill(pick(recipe.titles, random), words),
        description: sentences.join(' '),
        nuisanceText: sentences.at(-1) ?? '',
      }
    }),
  )
}

/** Uniform draws without repetition. */
function drawKeyValues(
  recipe: Recipe,
  category: SampleCategory,
  random: Random,
): Record<KeyAttribute, string>[] {
  const drawn = new Map<string, Record<KeyAttribute, string>>()
  while (drawn.size < recipe.itemsPerCategory) {
    const values = {
      colour: pick(Object.keys(recipe.colours), random),
      material: pick(category.materials, random),
      style: pick(Object.keys(recipe.styles), random),
      feature: pick(category.features, random),
    }
    drawn.set(JSON.stringify(values), values)
  }
  return [...drawn.values()]
}

export function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new RangeError('nothing to pick from')
  return value
}

/** `{colour}` becomes the word, `{Colour}` the word with a capital. */
export function fill(template: string, words: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, placeholder: string) => {
    const word = words[placeholder.toLowerCase()]
    if (word === undefined) throw new Error(`the recipe's template names an unknown {${placeholder}}`)
    const capital = placeholder !== placeholder.toLowerCase()
    return capital ? word.charAt(0).toUpperCase() + word.slice(1) : word
  })
}
