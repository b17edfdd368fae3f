import { fittingArticle } from './article.ts'
import { looksEnglish } from './language.ts'
import { inCaseOf, inTitleCase } from './letter-case.ts'
import { isPlural, plural, singular } from './number.ts'
import { type Occurrence, standsInHeadline } from './occurrences.ts'

/** A value that was written, and where it stands in the new text. */
export interface WrittenValue {
  readonly occurrence: Occurrence
  /** What stood there before. */
  readonly old: string
  readonly surface: string
  readonly start: number
  readonly end: number
}

export interface Writing {
  /** The text with `[MASK:name]` in the place of each occurrence. */
  readonly masked: string
  /** The text with the new values there. */
  readonly text: string
  readonly values: readonly WrittenValue[]
}

/** An English article that stands right before a span. */
const ARTICLE = /(?<![\p{L}\p{M}\p{N}'’-])(an?)(\s+)$/iu

/**
 * Puts the new values in the places of the old ones. Each follows the case and the number of what stood there; an
 * article right before it is put right, and so is a possessive right behind it. Nothing else can change.
 *
 * @param occurrences of `findOccurrences` in this text, in order and without overlap
 * @param attributes name and new value of each, by the occurrences' `attribute`
 */
export function writeValues(
  original: string,
  occurrences: readonly Occurrence[],
  attributes: readonly { readonly name: string; readonly value: string }[],
): Writing {
  const english = looksEnglish(original)
  const values: WrittenValue[] = []
  let masked = ''
  let text = ''
  let end = 0
  for (const occurrence of occurrences) {
    const attribute = attributes[occurrence.attribute]
    if (attribute === undefined) throw new Error(`no attribute ${occurrence.attribute}`)
    const old = original.slice(occurrence.start, occurrence.end)
    const surface = surfaceOf(attribute.value, original, occurrence)
    const before = original.slice(end, occurrence.start)
    masked += `${before}[MASK:${attribute.name}]`
    text += english ? withFittingArticle(before, old, surface) : before
    const start = text.length
    text += surface
    values.push({ occurrence, old, surface, start, end: text.length })
    end = occurrence.end
    // "boys's" is "boys'"; the s that goes stands in the masked text as it was.
    if (occurrence.possessive && isPlural(surface) && /s$/i.test(surface)) {
      masked += original.slice(end, end + 2)
      text += original.slice(end, end + 1)
      end += 2
    }
  }
  return { masked: masked + original.slice(end), text: text + original.slice(end), values }
}

function surfaceOf(value: string, original: string, { start, end, number }: Occurrence): string {
  const old = original.slice(start, end)
  const fitting = inCaseOf(old, inNumber(value.trim().replaceAll(/\s+/g, ' '), number))
  return /^\p{Lu}/u.test(old) && standsInHeadline(original, start) ? inTitleCase(fitting) : fitting
}

function inNumber(value: string, number: Occurrence['number']): string {
  switch (number) {
    case 'none':
      return value
    case 'to-plural':
      return plural(value)
    case 'to-singular':
      return singular(value)
  }
}

function withFittingArticle(before: string, old: string, surface: string): string {
  const match = ARTICLE.exec(before)
  if (match === null) return before
  const [, article = '', space = ''] = match
  return `${before.slice(0, match.index)}${fittingArticle(article, old, surface)}${space}`
}
