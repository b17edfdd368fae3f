/** Ids that differ from another one only in case or blanks. */
export interface SimilarIds {
  count: number
  /** Two that do. */
  example: readonly [string, string]
}

/** Similar ids are looked for among so many. */
const MOST_IDS = 2_000_000

/** Goes through all ids without a break, which the engine has no time for; null where no two are alike. */
export function similarIds(ids: readonly string[]): SimilarIds | null {
  const seen = new Map<string, string>()
  let found: SimilarIds | null = null
  for (const [index, id] of ids.entries()) {
    if (index === MOST_IDS) break
    const plain = id.replaceAll(/\s+/gu, '').toLowerCase()
    const first = seen.get(plain)
    if (first === undefined) seen.set(plain, id)
    else if (found === null) found = { count: 1, example: [first, id] }
    else found.count++
  }
  return found
}
