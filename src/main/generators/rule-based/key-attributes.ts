import { type ColourName, colourDistance } from '#main/encoders/colours.ts'
import type { DominantColour } from '#main/encoders/picture-features.ts'
import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import { findOccurrences, isCompound } from '#shared/wording/occurrences.ts'
import { contrastingValue } from './contrasting-value.ts'
import type { Exchange } from './frames.ts'
import { LEXICON } from './lexicon.ts'
import type { Palette } from './palettes.ts'
import { type Random, weightedOrder } from './random.ts'
import { type KnownAttribute, valueKey } from './vocabulary.ts'
import { wordLine } from './words.ts'

/** An attribute that could change, and how. */
export interface Change {
  name: string
  from: string
  to: string
  reason: string
  /** Where the old value comes from: the text says it, only the catalogue does, or the picture shows it. */
  place: 'text' | 'catalogue' | 'picture'
  /** It may not read as what it was meant to say. */
  unsure: boolean
}

export interface Choice {
  text: { title: string; description: string }
  /** Title and description as `itemText` joins them. */
  whole: string
  /** Whether a value means something of its own with the word before it in the text. */
  bindsTo: (from: string, to: string) => boolean
  /** The item's text as `wordLine`. */
  line: string
  /** The positive's visual description as `wordLine`. */
  shown: string
  /** The curator's hint as `wordLine`. */
  hint: string
  attributes: readonly { attribute: CatalogueAttribute; known: KnownAttribute }[]
  /** Words of the text that other ones can stand for; asked for only where nothing else is known. */
  exchanges: () => readonly Exchange[]
  colours: readonly DominantColour[]
  palette: Palette
}

/**
 * Whatever the text states may be what people choose by, and a key attribute that stays the same teaches nothing;
 * which of them do not matter is the curator's to say. More than this would make another item of a long text.
 */
const MAX_STATED = 6
/** In a text of more words a single new one would be lost. */
const LONG_TEXT = 30

/**
 * Picks the key attributes and their contrasting values: what the text says of the item first; what only the catalogue
 * says, for want of that; telling words of a text of which nothing else is known; and mostly the
 * picture's dominant colour. What the hint names comes first. Fewer where the item has no more.
 */
export function chooseChanges(choice: Choice, random: Random): Change[] {
  const attributes = attributeChanges(choice, random)
  const changes = attributes.filter(({ place }) => place === 'text').slice(0, MAX_STATED)
  const words = choice.line.split(' ').length
  if (changes.length === 0) changes.push(...attributes.slice(0, 1))
  // A word that stands in for another one is a guess: nothing says what attribute the two are values of.
  if (changes.length === 0) {
    changes.push(...exchangeChanges(choice, random).slice(0, words > LONG_TEXT ? 2 : 1))
  }
  const colour = colourChange(choice, changes, random)
  return colour === undefined ? changes : [...changes, colour]
}

function attributeChanges(choice: Choice, random: Random): Change[] {
  const { line, hint, text } = choice
  const options = choice.attributes.flatMap(({ attribute, known }) => {
    const inText = attribute.values.filter((value) => line.includes(valueKey(value)))
    const stated = inText.filter((value) => isPlain(value, text) && standsWhole(value, choice.whole))
    const unstated = attribute.values.filter((value) => !inText.includes(value))
    const isKindHinted = [attribute.name, ...[...known.values.values()].map(({ value }) => value)].some(
      (word) => hint.includes(wordLine(word)),
    )
    return (stated.length > 0 ? stated : unstated).map((from) => {
      const isHinted = isKindHinted || hint.includes(valueKey(from))
      const weight = Math.log2(1 + known.values.size) * (isHinted ? 1e6 : 1)
      return { attribute, known, from, isStated: stated.length > 0, weight }
    })
  })
  const taken: string[] = []
  const names = new Map<string, number>()
  return weightedOrder(options, ({ weight }) => weight, random).flatMap((option) => {
    const { attribute, known, from, isStated } = option
    const fits = (value: string) => !isStated || !choice.bindsTo(from, value)
    const to = contrastingValue(
      { known, from, own: attribute.values, line, stated: isStated, hint, fits },
      random,
    )
    if (to === undefined) return []
    const keys = [valueKey(from), valueKey(to)]
    if (taken.some((key) => keys.some((other) => overlaps(key, other)))) return []
    taken.push(...keys)
    const count = (names.get(attribute.name) ?? 0) + 1
    names.set(attribute.name, count)
    const who = isStated ? 'the text says it' : 'the catalogue says it, the text does not'
    return [
      {
        name: count === 1 ? attribute.name : `${attribute.name} ${count}`,
        from,
        to,
        reason: `${who}; ${known.values.size} values occur among comparable items`,
        place: isStated ? 'text' : 'catalogue',
        unsure: !fits(to),
      },
    ]
  })
}

/** "A comedy film" describes the item, "Comedy Central Studios" does not. */
function isPlain(value: string, { title, description }: Choice['text']): boolean {
  return wordLine(title).includes(valueKey(value)) || !isName(value, description)
}

/** A whole phrase wherever it stands: "comedy" in "a comedy-drama film" is a part of one, and cannot change alone. */
function standsWhole(value: string, text: string): boolean {
  return findOccurrences(text, [{ words: [value] }]).every((place) => !isCompound(text, place))
}

/** Capitalised before another capital, wherever it stands. */
function isName(value: string, text: string): boolean {
  const words = value.match(/[\p{L}\p{N}'’]+/gu) ?? []
  const anyCase = words.join('[\\s-]+')
  const inName = new RegExp(`(?<![\\p{L}\\p{N}])${anyCase}\\s+\\p{Lu}`, 'u')
  const plain = new RegExp(`(?<![\\p{L}\\p{N}])${anyCase}(?!\\s+\\p{Lu})`, 'iu')
  return inName.test(text) && !plain.test(text)
}

/** One value within the other: their places in a text could not be told apart. */
function overlaps(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a)
}

function exchangeChanges({ exchanges, line, hint }: Choice, random: Random): Change[] {
  const taken: string[] = []
  const weight = (exchange: Exchange) =>
    exchange.weight *
    Math.log2(1 + exchange.alternatives.size) *
    (hint.includes(wordLine(exchange.word)) ? 1e6 : 1)
  const changes: Change[] = []
  for (const exchange of weightedOrder(exchanges(), weight, random)) {
    const isFree = (word: string) => !taken.some((key) => overlaps(key, wordLine(word)))
    const alternatives = [...exchange.alternatives].filter(
      ([word]) => !line.includes(wordLine(word)) && isFree(word),
    )
    const [to] = weightedOrder(alternatives, ([, count]) => count, random)
    if (to === undefined || !isFree(exchange.word)) continue
    taken.push(wordLine(exchange.word), wordLine(to[0]))
    changes.push({
      name: changes.length === 0 ? 'wording' : `wording ${changes.length + 1}`,
      from: exchange.word,
      to: to[0],
      reason: `a telling word of the text; other texts have “${to[0]}” between the same words`,
      place: 'text',
      unsure: true,
    })
  }
  return changes
}

/** The picture's dominant colour, unless what changes already shows in the picture, in a colour or often enough. */
function colourChange(
  { colours, palette, line, hint, shown }: Choice,
  changes: readonly Change[],
  random: Random,
): Change | undefined {
  const isShown = changes.some(({ from }) => shown.includes(valueKey(from)))
  const isColoured = changes.some(({ from }) => LEXICON.colour.includes(from.toLowerCase()))
  if (isShown && (isColoured || changes.length >= MAX_STATED)) return undefined
  const own = new Set<string>(colours.map(({ name }) => name))
  // Where the text says the same colour, it would have to change there, too, and may mean something else;
  // and "grey" cannot change beside a "dark grey" that stays.
  const dominant = colours.find(
    ({ name }) =>
      !line.includes(wordLine(name)) &&
      !colours.some((other) => other.name !== name && wordLine(other.name).includes(wordLine(name))),
  )
  const mentioned = changes.flatMap(({ from, to }) => [valueKey(from), valueKey(to)])
  if (dominant === undefined || mentioned.some((key) => overlaps(key, wordLine(dominant.name))))
    return undefined
  const candidates = [...palette].filter(([name]) => {
    const key = wordLine(name)
    return !own.has(name) && !line.includes(key) && !mentioned.some((other) => overlaps(other, key))
  })
  const hinted = candidates.filter(([name]) => hint.includes(wordLine(name)))
  const weight = ([name, count]: [ColourName, number]) =>
    Math.sqrt(count) * colourDistance(name, dominant.name) ** 2
  const [to] = weightedOrder(hinted.length > 0 ? hinted : candidates, weight, random)
  if (to === undefined) return undefined
  const share = Math.round(dominant.share * 100)
  return {
    name: 'dominant colour',
    from: dominant.name,
    to: to[0],
    reason: `covers ${share} % of the picture`,
    place: 'picture',
    unsure: false,
  }
}
