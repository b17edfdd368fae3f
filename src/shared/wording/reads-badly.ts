import { looksEnglish, takesEndings } from './language.ts'
import { isPlural } from './number.ts'
import type { Writing, WrittenValue } from './write-values.ts'

/** A value that may not read well where it was written, with the words beside it that may be changed for it. */
export interface RoughPlace {
  readonly value: WrittenValue
  /** The sentence around it, and in it the words that may change. */
  readonly sentence: string
  /** Of the new text, from `start` to `end`: at most two words, the value, at most one word. */
  readonly start: number
  readonly end: number
}

const ONE = /^(an?|this|that|each|every|one|another)$/i
const MANY = /^(these|those|many|few|several|some|two|three|both)$/i
const VERB_OF_ONE = /^(is|was|has|does|isn’t|isn't)$/i
const VERB_OF_MANY = /^(are|were|have|do|aren’t|aren't)$/i
/** What can follow a noun without being its head: "a boots with" is wrong, "a sports shoe" is right. */
const AFTER_NOUN =
  /^(and|or|of|with|without|for|from|in|on|at|by|to|as|that|which|is|was|has|are|were|have|can|will)$/i

/** The places of a written text that rules of grammar doubt; in a language that takes endings, and is not English, all. */
export function roughPlaces(writing: Writing): RoughPlace[] {
  const inflected = !looksEnglish(writing.text) && takesEndings(writing.text)
  return writing.values
    .filter((value) => inflected || readsBadly(writing.text, value))
    .map((value) => placeOf(writing.text, value))
}

function readsBadly(text: string, { old, surface, start, end }: WrittenValue): boolean {
  const before = wordsBefore(text, start).map(({ word }) => word)
  const after = wordAfter(text, end)?.word ?? ''
  const [last = ''] = before.slice(-1)
  if (sameWord(last, firstWord(surface)) || sameWord(after, lastWord(surface))) return true
  if (isPlural(old) === isPlural(surface)) return false
  if (isPlural(surface)) {
    const endsPhrase = after === '' || AFTER_NOUN.test(after)
    return (endsPhrase && before.some((word) => ONE.test(word))) || VERB_OF_ONE.test(after)
  }
  return before.some((word) => MANY.test(word)) || VERB_OF_MANY.test(after)
}

interface Word {
  word: string
  start: number
  end: number
}

const WORD = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu

/** Up to two words right before a place, within its sentence. */
function wordsBefore(text: string, place: number): Word[] {
  const from = sentenceStart(text, place)
  const words = [...text.slice(from, place).matchAll(WORD)].map((match) => ({
    word: match[0],
    start: from + match.index,
    end: from + match.index + match[0].length,
  }))
  return words.slice(-2)
}

/** The word right behind a place, with nothing but space between. */
function wordAfter(text: string, place: number): Word | undefined {
  const match = /^[^\S\n]+([\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’-]*)/u.exec(text.slice(place))
  const word = match?.[1]
  if (match === null || word === undefined) return undefined
  return { word, start: place + match[0].length - word.length, end: place + match[0].length }
}

function placeOf(text: string, value: WrittenValue): RoughPlace {
  const start = wordsBefore(text, value.start)[0]?.start ?? value.start
  const end = wordAfter(text, value.end)?.end ?? value.end
  const rest = text.slice(end)
  const stop = rest.search(/[.!?]\s|\n/u)
  const sentence = text.slice(sentenceStart(text, value.start), stop < 0 ? text.length : end + stop + 1)
  return { value, sentence: sentence.trim(), start, end }
}

function sentenceStart(text: string, place: number): number {
  const stops = [...text.slice(0, place).matchAll(/[.!?]\s+|\n/gu)]
  const last = stops.at(-1)
  return last === undefined ? 0 : last.index + last[0].length
}

function firstWord(value: string): string {
  return value.match(WORD)?.[0] ?? ''
}

function lastWord(value: string): string {
  return value.match(WORD)?.at(-1) ?? ''
}

function sameWord(one: string, other: string): boolean {
  return one !== '' && one.toLowerCase() === other.toLowerCase()
}
