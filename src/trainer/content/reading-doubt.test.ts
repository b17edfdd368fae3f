import { describe, expect, test } from 'vitest'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'
import { readingDoubts } from './reading-doubt.ts'

const rows = (...texts: number[][]) => ({
  rows: texts.length,
  cols: texts[0]?.length ?? 0,
  values: Float32Array.from(texts.flat()),
})
const labels = (role: 'key' | 'nuisance'): AttributeLabels => ({
  attributes: [{ name: 'colour', role }],
  negatives: [[{ attribute: 0, from: 'red', to: 'blue' }]],
})
/** Features: the words red, blue, green. */
const RED = [1, 0, 0]
const BLUE = [0, 1, 0]
const GREEN = [0, 0, 1]

describe('the doubt of the attribute reader', () => {
  test('is small for words that were labelled, and larger for others and for mixtures', () => {
    const texts = { labels: labels('key'), positive: rows(RED), negative: rows(BLUE) }
    const [red = 0, blue = 0, green = 0, both = 0] = readingDoubts(
      texts,
      rows(RED, BLUE, GREEN, [0.5, 0.5, 0]),
      3,
    )
    expect(red).toBeLessThan(0.1)
    expect(blue).toBeCloseTo(red, 3)
    expect(green).toBeGreaterThan(5 * red)
    expect(both).toBeGreaterThan(5 * red)
    // Red, blue or none of them: no more than ln 3.
    expect(Math.max(green, both)).toBeLessThanOrEqual(Math.log(3))
  })

  test('is of key attributes alone', () => {
    const texts = { labels: labels('nuisance'), positive: rows(RED), negative: rows(BLUE) }
    expect([...readingDoubts(texts, rows(GREEN), 3)]).toEqual([0])
  })
})
