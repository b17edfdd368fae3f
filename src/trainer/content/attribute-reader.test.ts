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

describe('the attribute reader', () => {
  test('tells values apart that only the negatives tell apart', () => {
    const { key, nuisance } = readAttributes({ labels: KEY_AND_NUISANCE, positive, negative }, unseen, 1e-3)
    const [redOfFirst = 0, blueOfFirst = 0, redOfSecond = 0, blueOfSecond = 0] = key.values
    expect(key.cols).toBe(2)
    expect(redOfFirst - blueOfFirst).toBeGreaterThan(0.9)
    expect(blueOfSecond - redOfSecond).toBeGreaterThan(0.9)
    const [acmeOfFirst = 0, umbraOfFirst = 0] = nuisance.values
    expect(umbraOfFirst - acmeOfFirst).toBeGreaterThan(0.9)

    const alone = readAttributes({ labels: KEY_AND_NUISANCE, positive, negative: null }, unseen, 1e-3)
    expect(Math.abs((alone.key.values[0] ?? 0) - (alone.key.values[1] ?? 0))).toBeLessThan(0.1)
  })

  test('solves the same equations for more texts than features as for fewer', () => {
    const wide = readAttributes({ labels: KEY_AND_NUISANCE, positive, negative }, unseen, 3)
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
      3,
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
    const { key } = readAttributes({ labels, positive: one(1), negative: one(-1) }, one(1), 50)
    // Centred y of p is (0.5, -0.5): x'y = 1, x'x = 2, penalty 0.01 * 50 * 2 / 1 = 1.
    expect(key.values[0]).toBeCloseTo(1 / 3, 6)
    expect(key.values[1]).toBeCloseTo(-1 / 3, 6)
  })
})
