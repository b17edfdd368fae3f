const words = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * Words of a text in lower case, by Unicode's word boundaries; punctuation and layout do not count, and
 * part words as they do next to a mask: "city's" is "city" and "s", like "[MASK:setting]'s".
 */
export function tokens(text: string): string[] {
  const found: string[] = []
  for (const { segment, isWordLike } of words.segment(text.normalize('NFC'))) {
    if (isWordLike === true) found.push(...(segment.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []))
  }
  return found
}

/** A rough English singular: enough to see that "comedies" and "Comedy", "movies" and "Movie" are one value. */
function singular(word: string): string {
  if (word.length <= 3 || /(ss|us|is)$/.test(word)) return word
  if (word.length > 4 && /ies?$/.test(word)) return word.replace(/ies?$/, 'y')
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}

/**
 * An attribute's value without case, plural, punctuation and whitespace. A value that has no word in it
 * ("++") stays as it is written.
 */
export function normaliseValue(value: string): string {
  const normal = tokens(value).map(singular).join(' ')
  return normal === '' ? value.trim().toLowerCase() : normal
}

export function sameValue(one: string, other: string): boolean {
  return normaliseValue(one) === normaliseValue(other)
}

/** Whether the value stands in the text as whole words, apart from case and plural. */
export function standsIn(value: string, text: string): boolean {
  return padded(text).includes(padded(value))
}

/**
 * Whether the old value still stands in the text somewhere else than as a part of the new one: "blue"
 * does in "a blue mug, dark blue inside", and does not in "a dark blue mug".
 */
export function survives(oldValue: string, newValue: string, text: string): boolean {
  return padded(text).replaceAll(padded(newValue), ' | ').includes(padded(oldValue))
}

/** Spaces at both ends make a substring search one for whole words. */
function padded(text: string): string {
  return ` ${normaliseValue(text)} `
}
