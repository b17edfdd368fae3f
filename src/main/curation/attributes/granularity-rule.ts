import type { Merge, MergeRule } from './merge-rule.ts'

/**
 * A term that narrows another one: "dark red" under "red". In English the words before the last one narrow it, so that the
 * broader term is the end of the narrower one; the longest that occurs is taken.
 */
export const granularityRule: MergeRule = {
  name: 'granularity',
  merges(terms) {
    const known = new Map(terms.map((term) => [term.text, term]))
    return terms.flatMap((from): Merge[] => {
      const words = from.text.split(/[\s-]+/)
      for (let at = 1; at < words.length; at++) {
        const into = known.get(words.slice(at).join(' '))
        if (into === undefined || into.text.length < 2) continue
        return [{ from, into, reason: `“${from.text}” is a kind of “${into.text}”` }]
      }
      return []
    })
  },
}
