import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'
import { readAttributes } from './attribute-reader.ts'

const KEY_AND_NUISANCE: AttributeLabels = {
  attributes: [
    { name: 'colour', role: 'key' },
    { name: 'brand', role: 'nuisance' },
  ],
  negatives: [
    [
      { attribute: 0, from: 'red', to: 'blue' },
      { attribute: 1, from: 'acme', to: 'acme' },
    ],
    [
      { attribute: 0, from: 'blue', to: 'red' },
      { attribute: 1, from: 'umbra', to: 'umbra' },
    ],
  ],
}
/** Features: red, blue, acme, umbra. */
const positive = { rows: 2, cols: 4, values: Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1) }
const negative = { rows: 2, cols: 4, values: Float32Array.of(0, 1, 1, 0, 1, 0, 0, 1) }
/** A red umbra and a blue acme, which the positives do not have. */
const unseen = { rows: 2, cols: 4, values: Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0) }

const plain = (ridge: number) => ({ ridge, selfTraining: 0 })

describe('the attribute reader', () => {
  test('tells values apart that only the negatives tell apart', () => {
    const { key, nuisance } = readAttributes(
      { labels: KEY_AND_NUISANCE, positive, negative },
      unseen,
      plain(1e-3),
    )
    const [redOfFirst = 0, blueOfFirst = 0, redOfSecond = 0, blueOfSecond = 0] = key.values
    expect(key.cols).toBe(2)
    expect(redOfFirst - blueOfFirst).toBeGreaterThan(0.9)
    expect(blueOfSecond - redOfSecond).toBeGreaterThan(0.9)
    const [acmeOfFirst = 0, umbraOfFirst = 0] = nuisance.values
    expect(umbraOfFirst - acmeOfFirst).toBeGreaterThan(0.9)

    const alone = readAttributes({ labels: KEY_AND_NUISANCE, positive, negative: null }, unseen, plain(1e-3))
    expect(Math.abs((alone.key.values[0] ?? 0) - (alone.key.values[1] ?? 0))).toBeLessThan(0.1)
  })

  test('solves the same equations for more texts than features as for fewer', () => {
    const wide = readAttributes({ labels: KEY_AND_NUISANCE, positive, negative }, unseen, plain(3))
    const zeros = (matrix: typeof positive) => ({
      rows: matrix.rows,
      cols: 3,
      values: Float32Array.from(
        { length: matrix.rows * 3 },
        (_, at) => matrix.values[Math.floor(at / 3) * 4 + (at % 3)] ?? 0,
      ),
    })
    // Three of the four features: four texts are more than these.
    const narrow = readAttributes(
      { labels: KEY_AND_NUISANCE, positive: zeros(positive), negative: zeros(negative) },
      zeros(unseen),
      plain(3),
    )
    expect(wide.key.rows).toBe(narrow.key.rows)
    expect(Math.sign((narrow.key.values[0] ?? 0) - (narrow.key.values[1] ?? 0))).toBe(1)
  })

  test('agrees with the normal equations solved by hand', () => {
    // One feature x = (1, -1) on both sides, one attribute: B = (x'x + 0.01 rho n / d)^-1 x'y.
    const labels: AttributeLabels = {
      attributes: [{ name: 'a', role: 'key' }],
      negatives: [[{ attribute: 0, from: 'p', to: 'q' }]],
    }
    const one = (value: number) => ({ rows: 1, cols: 1, values: Float32Array.of(value) })
    const { key } = readAttributes({ labels, positive: one(1), negative: one(-1) }, one(1), plain(50))
    // Centred y of p is (0.5, -0.5): x'y = 1, x'x = 2, penalty 0.01 * 50 * 2 / 1 = 1.
    expect(key.values[0]).toBeCloseTo(1 / 2 + 1 / 3, 6)
    expect(key.values[1]).toBeCloseTo(1 / 2 - 1 / 3, 6)
  })

  test('learns from texts without labels by itself what goes with what is known', () => {
    // Features: the words of two colours, each with a second word that stands beside it in texts nobody labelled.
    const labels: AttributeLabels = {
      attributes: [{ name: 'colour', role: 'key' }],
      negatives: [[{ attribute: 0, from: 'red', to: 'blue' }]],
    }
    const rows = (...texts: number[][]) => ({
      rows: texts.length,
      cols: 4,
      values: Float32Array.from(texts.flat()),
    })
    const [red, blue] = [rows([1, 0, 0, 0]), rows([0, 1, 0, 0])]
    const items = rows([1, 0, 1, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1])
    const texts = { labels, positive: red, negative: blue }
    const once = readAttributes(texts, items, { ridge: 3, selfTraining: 0 }).key.values
    const again = readAttributes(texts, items, { ridge: 3, selfTraining: 5 }).key.values
    const redOf = (values: Float32Array, item: number) =>
      (values[2 * item] ?? 0) - (values[2 * item + 1] ?? 0)
    // The last two texts have no word that was labelled: only the others' texts tell their colour.
    expect(Math.abs(redOf(once, 4))).toBeLessThan(0.01)
    expect(redOf(again, 4)).toBeGreaterThan(0.5)
    expect(redOf(again, 5)).toBeLessThan(-0.5)
  })

  test('fills in what the labels leave out', () => {
    // Each label names one of the two attributes that its text has; as zeros, the others would say "no value".
    const labels: AttributeLabels = {
      attributes: [
        { name: 'colour', role: 'key' },
        { name: 'size', role: 'key' },
      ],
      negatives: [
        [{ attribute: 0, from: 'red', to: 'blue' }],
        [{ attribute: 1, from: 'big', to: 'small' }],
        [{ attribute: 0, from: 'blue', to: 'red' }],
        [{ attribute: 1, from: 'small', to: 'big' }],
      ],
    }
    const of = (...words: [red: 0 | 1, big: 0 | 1][]) => ({
      rows: words.length,
      cols: 4,
      values: Float32Array.from(words.flatMap(([red, big]) => [red, 1 - red, big, 1 - big])),
    })
    const positive = of([1, 1], [1, 1], [0, 0], [0, 0])
    const negative = of([0, 1], [1, 0], [1, 0], [0, 1])
    const texts = { labels, positive, negative }
    const read = readAttributes(texts, of([1, 1], [0, 0]), { ridge: 3, selfTraining: 5 }).key.values
    // Columns: red, blue, big, small.
    for (const [at, expected] of [1, 0, 1, 0, 0, 1, 0, 1].entries()) expect(read[at]).toBeCloseTo(expected, 1)
  })

  test('reads every text as at most one value of an attribute, whatever it learned from', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 1,
          maxLength: 6,
        }),
        (words) => {
          const items = { rows: words.length, cols: 4, values: Float32Array.from(words.flat()) }
          const texts = { labels: KEY_AND_NUISANCE, positive, negative }
          const { key } = readAttributes(texts, items, { ridge: 3, selfTraining: 2 })
          for (let row = 0; row < key.rows; row++) {
            const own = key.values.subarray(row * key.cols, (row + 1) * key.cols)
            for (const value of own) expect(value).toBeGreaterThanOrEqual(0)
            expect(own.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1 + 1e-6)
          }
        },
      ),
      { numRuns: 50 },
    )
  })
})
