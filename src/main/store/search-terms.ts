/** Each is a search of its own; nobody narrows down by more. */
const MOST_WORDS = 32

/**
 * A person's words as a query of SQLite's full-text search: all of them must occur, each may be the beginning of
 * a longer one. Every word stands in quotes, so nothing that is typed is syntax.
 *
 * @returns undefined where the text holds no letter or digit, which nothing matches
 */
export function searchTerms(text: string): string | undefined {
  const words = new Set(
    text
      .replaceAll('\0', ' ')
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word)),
  )
  if (words.size === 0) return undefined
  return [...words]
    .slice(0, MOST_WORDS)
    .map((word) => `"${word.replaceAll('"', '""')}"*`)
    .join(' ')
}
