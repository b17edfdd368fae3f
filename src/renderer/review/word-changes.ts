import { diffWords } from 'diff'

/** A stretch of one side's text, and whether the other side lacks it. */
export interface Stretch {
  readonly text: string
  readonly changed: boolean
}

export interface WordChanges {
  readonly before: readonly Stretch[]
  readonly after: readonly Stretch[]
}

// Knows the words of languages that put no spaces between them.
const intlSegmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/**
 * What differs between two texts, word by word: what only `before` has and what only `after` has.
 * Differences in whitespace alone count as none.
 */
export function wordChanges(before: string, after: string): WordChanges {
  const changes = diffWords(before, after, { intlSegmenter })
  return {
    before: changes
      .filter((change) => !change.added)
      .map((change) => ({ text: change.value, changed: change.removed })),
    after: changes
      .filter((change) => !change.removed)
      .map((change) => ({ text: change.value, changed: change.added })),
  }
}
