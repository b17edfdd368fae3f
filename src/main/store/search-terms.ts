/**
 * A person's words as a query of SQLite's full-text search: all of them must occur, each may be the beginning of
 * a longer one. Every word stands in quotes, so nothing that is typed is syntax.
 *
 * @returns undefined where the text holds no letter or digit, which nothing matches
 */
export function searchTerms(text: string): string | undefined {
  const words = text
    .replaceAll('\0', ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (words.length === 0) return undefined
  return words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ')
}
