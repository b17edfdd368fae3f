import { type Random, shuffled } from '../random.ts'
import { fill, pick, type SampleItem } from './items.ts'
import type { FurtherNuisance } from './recipe.ts'

/**
 * The item with a value of each further nuisance attribute, and with sentences that state some of them at the end of its
 * text: one after another, until at least `share` of the words of title and description stand in sentences about
 * nuisance attributes alone.
 *
 * @throws Error where the sentences do not suffice
 */
export function addNuisanceText(
  item: SampleItem,
  nuisances: readonly FurtherNuisance[],
  share: number,
  random: Random,
): SampleItem {
  const furtherNuisances = Object.fromEntries(
    nuisances.map(({ name, values }) => [name, pick(values, random)]),
  )
  let wordy: SampleItem = { ...item, furtherNuisances }
  for (const { sentences } of shuffled(nuisances, random)) {
    if (nuisanceShare(wordy) >= share) return wordy
    const sentence = fill(pick(sentences, random), furtherNuisances)
    wordy = {
      ...wordy,
      description: `${wordy.description} ${sentence}`,
      nuisanceText: `${wordy.nuisanceText} ${sentence}`,
    }
  }
  if (nuisanceShare(wordy) >= share) return wordy
  throw new Error(`the sentences about nuisance attributes do not make a share of ${share}`)
}

/** Share of the words of title and description that stand in sentences about nuisance attributes alone. */
export function nuisanceShare({ title, description, nuisanceText }: SampleItem): number {
  return wordCount(nuisanceText) / (wordCount(title) + wordCount(description))
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length
}
