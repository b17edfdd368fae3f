import type { DominantColour } from '#main/encoders/picture-features.ts'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import { fitsScript } from './script.ts'
import { valueKey } from './vocabulary.ts'
import { wordLine } from './words.ts'

const MAX_ATTRIBUTES = 4
const MAX_VALUES = 3

/**
 * What can be said of a picture without a model that sees: what it is of, its dominant colours, and what the
 * item is known to be. Does not depend on what will be changed, so that it stays the same over attempts. In
 * another language than English it is in the catalogue's own words alone, and names no colours.
 *
 * @param colours largest first
 */
export function visualDescription(
  { title, kind }: { title: string; kind: string },
  colours: readonly DominantColour[],
  attributes: readonly CatalogueAttribute[],
  english: boolean,
): string {
  const ofKind = kind === '' || wordLine(title).includes(valueKey(kind)) ? '' : ` (${kind})`
  const [first, second, third] = colours.map(({ name }) => name)
  const main = first === undefined ? '' : `, mainly ${[first, second].filter(Boolean).join(' and ')}`
  const some = third === undefined ? '' : `, with some ${third}`
  const known = attributes
    .slice(0, MAX_ATTRIBUTES)
    .map(({ name, values }) => ` ${sentenceBegin(name, title)}${values.slice(0, MAX_VALUES).join(', ')}.`)
  if (!english) return `${title}${ofKind}.${known.join('')}`
  return `Picture of ${title}${ofKind}${main}${some}.${known.join('')}`
}

/** An attribute's name as the beginning of a sentence; none where the text is written in another script. */
export function sentenceBegin(name: string, text: string): string {
  if (!fitsScript(name, text)) return ''
  const words = name.replaceAll(/[_\s]+/g, ' ').trim()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: `
}
