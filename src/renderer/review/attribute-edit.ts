import type { NegativeContent } from '#shared/contract/proposals.ts'
import { findOccurrences } from '#shared/wording/occurrences.ts'
import { writeValues } from '#shared/wording/write-values.ts'
import { wordChanges } from './word-changes.ts'

/** The texts of the positive that a negative is read against. */
export interface PositiveTexts {
  readonly text: string
  readonly visual: string
}

/**
 * The negative with another new value of one attribute: its occurrences in both texts are rewritten as whole words, in case and
 * number as they stood. Where the positive has the same word unchanged it means something else there, and stays.
 *
 * @param place of the attribute; one that does not exist changes nothing
 */
export function withNewValue(
  content: NegativeContent,
  positive: PositiveTexts,
  place: number,
  to: string,
): NegativeContent {
  const attribute = content.attributes[place]
  if (attribute === undefined) return content
  const attributes = content.attributes.with(place, { ...attribute, to })
  return { ...rewritten(content, positive, attribute.to, to), attributes }
}

/** The negative without one of its changes: the old value stands in both texts again, and the attribute is named no longer. */
export function putBack(content: NegativeContent, positive: PositiveTexts, place: number): NegativeContent {
  const attribute = content.attributes[place]
  if (attribute === undefined) return content
  return {
    ...rewritten(content, positive, attribute.to, attribute.from),
    attributes: content.attributes.toSpliced(place, 1),
  }
}

/** An attribute that was put back changes again, at a place of the list: each old value in both texts gives way to the new one. */
export function broughtBack(
  content: NegativeContent,
  attribute: NegativeContent['attributes'][number],
  place: number,
): NegativeContent {
  return {
    text: replaced(content.text, attribute.from, attribute.to),
    visual: replaced(content.visual, attribute.from, attribute.to),
    attributes: content.attributes.toSpliced(place, 0, attribute),
  }
}

function rewritten(content: NegativeContent, positive: PositiveTexts, old: string, value: string) {
  return {
    text: replaced(content.text, old, value, changedIn(positive.text, content.text)),
    visual: replaced(content.visual, old, value, changedIn(positive.visual, content.visual)),
  }
}

export type Span = readonly [start: number, end: number]

/** Where the second text has words that the first one lacks. */
function changedIn(before: string, after: string): Span[] {
  let end = 0
  return wordChanges(before, after).after.flatMap(({ text, changed }): Span[] => {
    const start = end
    end += text.length
    return changed ? [[start, end]] : []
  })
}

/**
 * A text with another value in the places of an old one, in case and number as it stood.
 *
 * @param within only where one of these spans is touched; everywhere without
 */
export function replaced(text: string, old: string, value: string, within?: readonly Span[]): string {
  // A text without the value's words has no place for another one, nor has a value without words any.
  if (old.trim() === '' || value.trim() === '') return text
  const occurrences = findOccurrences(text, [{ words: [old] }]).filter(
    (place) => within === undefined || within.some(([start, end]) => place.start < end && place.end > start),
  )
  return writeValues(text, occurrences, [{ name: 'value', value }]).text
}
