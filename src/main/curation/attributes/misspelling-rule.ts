import { byPreference, type Merge, type MergeRule, type Term } from './merge-rule.ts'

/** Shorter words are other words after one edit: "blue" and "glue". */
const SHORTEST = 5
/** A misspelling is rarer than what was meant. */
const TIMES_RARER = 3

/**
 * One edit away from a much more frequent term: a letter too many, too few, another one, or two that changed places
 * (Damerau 1964). Terms that differ in a digit are other terms.
 */
export const misspellingRule: MergeRule = {
  name: 'misspelling',
  merges(terms) {
    const known = new Map<string, Term[]>()
    const merges: Merge[] = []
    // The better term comes first, so that what a misspelling is looked up in holds all that it may mean.
    for (const from of terms.toSorted(byPreference)) {
      if (from.text.length < SHORTEST) continue
      // Texts one edit apart have a text in common after each of them lost at most one letter.
      const shortened = withoutOneLetter(from.text)
      const into = shortened
        .flatMap((text) => known.get(text) ?? [])
        .toSorted(byPreference)
        .find((other) => isOneEditAway(from.text, other.text) && from.count * TIMES_RARER <= other.count)
      if (into !== undefined) {
        merges.push({
          from,
          into,
          reason: `“${from.text}” is one letter from the more frequent “${into.text}”`,
        })
      }
      for (const text of shortened) known.set(text, [...(known.get(text) ?? []), from])
    }
    return merges
  },
}

function withoutOneLetter(text: string): string[] {
  return [...new Set([text, ...Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1))])]
}

/** Insertion, deletion, substitution or a swap of neighbours, and no digit among them; false for equal texts. */
export function isOneEditAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  if (a.replaceAll(/\D/g, '') !== b.replaceAll(/\D/g, '')) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (left.length <= 1 && right.length <= 1) return true
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
}
