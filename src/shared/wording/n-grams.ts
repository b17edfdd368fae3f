import { UNSPACED } from './occurrences.ts'

/** Words that no value begins or ends with. */
const EDGE = new Set(
  'a an the and or of with for is are was were be to in on at by it its this that these those from as but not'.split(
    ' ',
  ),
)

/**
 * The runs of up to three words of a text as they stand, each once, none over punctuation and none that begins or ends
 * with a function word; null where there are none or more than `most`, and of a script without spaces, whose words cannot
 * be told apart.
 */
export function nGrams(text: string, most: number): string[] | null {
  if (new RegExp(`[${UNSPACED}]`, 'u').test(text)) return null
  const found = new Set<string>()
  const words = [...text.matchAll(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’\-‐‑]*/gu)]
  for (const [first, start] of words.entries()) {
    for (let length = 1; length <= 3; length += 1) {
      const last = words[first + length - 1]
      if (last === undefined) break
      const run = text.slice(start.index, last.index + last[0].length)
      if (/[^\p{L}\p{M}\p{N}'’\-‐‑ ]/u.test(run)) break
      if (EDGE.has(start[0].toLowerCase()) || EDGE.has(last[0].toLowerCase())) continue
      found.add(run)
      if (found.size > most) return null
    }
  }
  return found.size === 0 ? null : [...found]
}
