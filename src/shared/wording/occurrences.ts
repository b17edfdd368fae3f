import { plural, singular } from './number.ts'

/** How the words of an occurrence differ in number from those that were named. */
export type NumberChange = 'none' | 'to-plural' | 'to-singular'

/** A place of a text where words of an attribute stand: `text.slice(start, end)`. */
export interface Occurrence {
  readonly start: number
  readonly end: number
  /** Place of the attribute in the list that was searched for. */
  readonly attribute: number
  readonly number: NumberChange
  /** Followed by a possessive 's, which is no part of the span. */
  readonly possessive: boolean
  /** The words may mean something else here: a part of a name, or of a compound. */
  readonly ambiguous: boolean
}

/** Scripts that write no space between words: a value may stand right beside another letter. */
export const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
/** A letter that a word goes on with. */
const LETTER = String.raw`(?![${UNSPACED}])[\p{L}\p{M}\p{N}]`
const POSSESSIVE = /^['’]s(?![\p{L}\p{M}\p{N}])/iu

/**
 * Every place where words of the attributes stand, in the order of the text: as whole words, apart from case, from
 * the space between words, and from plural and possessive. Where words of two attributes overlap, the longer ones
 * have the place ("stainless steel" before "steel"), so that no two spans overlap.
 *
 * @param attributes the words of each, of which several may name one value ("red", "crimson")
 */
export function findOccurrences(
  text: string,
  attributes: readonly { readonly words: readonly string[] }[],
): Occurrence[] {
  const found = attributes.flatMap(({ words }, attribute) =>
    words.flatMap((wording) => occurrencesOf(text, wording, attribute)),
  )
  const taken: Occurrence[] = []
  for (const one of found.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (taken.every(({ start, end }) => one.end <= start || one.start >= end)) taken.push(one)
  }
  return taken.sort((a, b) => a.start - b.start)
}

function occurrencesOf(text: string, named: string, attribute: number): Occurrence[] {
  const wording = named.trim().replace(/['’]s$/iu, '')
  if (!/[\p{L}\p{N}]/u.test(wording)) return []
  return [...text.matchAll(patternOf(wording))].map((match) => {
    const span = { start: match.index, end: match.index + match[0].length }
    return {
      ...span,
      attribute,
      number: numberChange(match[0], wording),
      possessive: POSSESSIVE.test(text.slice(span.end)),
      ambiguous: isCompound(text, span) || isPartOfName(text, span, wording),
    }
  })
}

function patternOf(wording: string): RegExp {
  const forms = new Set([wording, plural(wording), singular(wording)])
  const spelled = [...forms]
    .flatMap((form) => [...new Set([form.normalize('NFC'), form.normalize('NFD')])])
    .sort((a, b) => b.length - a.length)
    .map((form) => `${boundary(form.at(0), '<')}${escaped(form)}${boundary(form.at(-1), '')}`)
  return new RegExp(spelled.join('|'), 'giu')
}

/** A look that no letter goes on beside the word's first or last character. */
function boundary(edge: string | undefined, behind: '<' | ''): string {
  const needsNone = edge === undefined || new RegExp(`[${UNSPACED}]`, 'u').test(edge)
  return needsNone ? '' : `(?${behind}!${LETTER})`
}

function escaped(form: string): string {
  return form
    .split(/[\s\-‐‑]+/u)
    .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`).replaceAll(/['’]/gu, "['’]"))
    .join(String.raw`[\s\-‐‑]+`)
}

function numberChange(surface: string, wording: string): NumberChange {
  const ending = lastWord(surface)
  const named = lastWord(wording)
  if (ending === named) return 'none'
  if (ending === lastWord(plural(wording))) return 'to-plural'
  return ending === lastWord(singular(wording)) ? 'to-singular' : 'none'
}

function lastWord(value: string): string {
  return (value.match(/[\p{L}\p{M}\p{N}]+/gu)?.at(-1) ?? '').normalize('NFC').toLowerCase()
}

type Place = Pick<Occurrence, 'start' | 'end'>

/** Whether a place is a part of a compound: "red" in "red-hot". */
export function isCompound(text: string, { start, end }: Place): boolean {
  return /[\p{L}\p{N}][-‐‑]$/u.test(text.slice(0, start)) || /^[-‐‑][\p{L}\p{N}]/u.test(text.slice(end))
}

/** Words of a headline from which on its capitals say nothing: shorter ones may well be a name. */
const HEADLINE_WORDS = 5
const HEADLINE_SHARE = 0.7

/** "red" in "the film Red Dawn": with a capital that was not named, beside another capital, in no headline. */
function isPartOfName(text: string, { start, end }: Place, wording: string): boolean {
  const surface = text.slice(start, end)
  if (!/^\p{Lu}/u.test(surface) || /^\p{Lu}/u.test(wording)) return false
  if (standsInHeadline(text, start)) return false
  const before = text.slice(0, start)
  const opensSentence = /(^|[.!?:;\n•(“"])\s*$/u.test(before)
  const capitalAfter = /^\s+\p{Lu}\p{L}/u.test(text.slice(end))
  const capitalBefore = /\p{Lu}[\p{L}\p{M}'’]*\s+$/u.test(before)
  return capitalAfter || (capitalBefore && !opensSentence)
}

/** Whether the line at a place of the text writes most of its words with a capital. */
export function standsInHeadline(text: string, place: number): boolean {
  const end = text.indexOf('\n', place)
  // A negative position would be counted from 0, and find a line's end at the very start.
  const start = place === 0 ? 0 : text.lastIndexOf('\n', place - 1) + 1
  const line = text.slice(start, end < 0 ? text.length : end)
  const words = line.match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word))
  return words.length >= HEADLINE_WORDS && capitals.length >= words.length * HEADLINE_SHARE
}
