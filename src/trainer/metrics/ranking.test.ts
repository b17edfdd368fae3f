import fc from 'fast-check'
import { expect, test } from 'vitest'
import { METRIC_KEYS, type MetricKey } from '#shared/training/metrics.ts'
import { rankingMetrics } from './ranking.ts'

function metricsOf(list: number[], relevant: number[]): Record<MetricKey, number> {
  const values = rankingMetrics(Int32Array.from(list), Int32Array.from(relevant).sort())
  return Object.fromEntries(METRIC_KEYS.map((key, index) => [key, values[index]])) as Record<
    MetricKey,
    number
  >
}

test('by hand: hits at places 1, 3 and 6 of three relevant items and one never found', () => {
  const metrics = metricsOf([10, 1, 11, 2, 3, 12, 4, 5, 6, 7], [10, 11, 12, 99])
  const discount = (place: number) => 1 / Math.log2(place + 1)
  const ideal = discount(1) + discount(2) + discount(3) + discount(4)
  expect(metrics['recall@5']).toBe(2 / 4)
  expect(metrics['recall@10']).toBe(3 / 4)
  expect(metrics['precision@5']).toBe(2 / 5)
  expect(metrics['precision@10']).toBe(3 / 10)
  // The list ends after ten items; precision still divides by k.
  expect(metrics['precision@50']).toBe(3 / 50)
  expect(metrics['hitrate@5']).toBe(1)
  expect(metrics['ndcg@5']).toBeCloseTo((discount(1) + discount(3)) / ideal, 12)
  expect(metrics['ndcg@10']).toBeCloseTo((discount(1) + discount(3) + discount(6)) / ideal, 12)
  expect(metrics['map@5']).toBeCloseTo((1 / 1 + 2 / 3) / 4, 12)
  expect(metrics['map@10']).toBeCloseTo((1 / 1 + 2 / 3 + 3 / 6) / 4, 12)
  expect(metrics['mrr@5']).toBe(1)
})

test('by hand: the first hit stands at place 7', () => {
  const metrics = metricsOf([1, 2, 3, 4, 5, 6, 20, 21], [20, 21])
  expect(metrics['mrr@5']).toBe(0)
  expect(metrics['mrr@10']).toBeCloseTo(1 / 7, 12)
  expect(metrics['mrr@50']).toBeCloseTo(1 / 7, 12)
})

test('by hand: more relevant items than places', () => {
  const metrics = metricsOf([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7])
  expect(metrics['recall@5']).toBeCloseTo(5 / 7, 12)
  expect(metrics['ndcg@5']).toBeCloseTo(1, 12)
  expect(metrics['map@5']).toBeCloseTo(1, 12)
})

test('no hit is 0 everywhere, the perfect list 1 wherever it can be', () => {
  expect(Object.values(metricsOf([1, 2, 3], [9]))).toEqual(METRIC_KEYS.map(() => 0))
  const perfect = metricsOf([9, 1, 2], [9])
  expect([perfect['recall@5'], perfect['ndcg@50'], perfect['map@20'], perfect['hitrate@10']]).toEqual([
    1, 1, 1, 1,
  ])
})

/** The definitions again, each on its own and straight from the formula. */
const naive: Record<string, (list: number[], relevant: Set<number>, k: number) => number> = {
  recall: (list, relevant, k) => hits(list, relevant, k) / relevant.size,
  precision: (list, relevant, k) => hits(list, relevant, k) / k,
  hitrate: (list, relevant, k) => Math.sign(hits(list, relevant, k)),
  ndcg(list, relevant, k) {
    const gain = (places: number[]) => places.reduce((sum, place) => sum + 1 / Math.log2(place + 1), 0)
    const found = list.slice(0, k).flatMap((item, index) => (relevant.has(item) ? [index + 1] : []))
    const ideal = Array.from({ length: Math.min(relevant.size, k) }, (_, index) => index + 1)
    return gain(found) / gain(ideal)
  },
  mrr(list, relevant, k) {
    const place = list.slice(0, k).findIndex((item) => relevant.has(item))
    return place < 0 ? 0 : 1 / (place + 1)
  },
  map(list, relevant, k) {
    const precisions = list
      .slice(0, k)
      .map((item, index) => (relevant.has(item) ? hits(list, relevant, index + 1) / (index + 1) : 0))
    return precisions.reduce((sum, value) => sum + value, 0) / Math.min(relevant.size, k)
  },
}

function hits(list: number[], relevant: Set<number>, k: number): number {
  return list.slice(0, k).filter((item) => relevant.has(item)).length
}

test('agrees with the formulas', () => {
  const lists = fc.uniqueArray(fc.nat(80), { maxLength: 50 })
  const relevants = fc.uniqueArray(fc.nat(80), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(lists, relevants, (list, relevant) => {
      const metrics = metricsOf(list, relevant)
      for (const key of METRIC_KEYS) {
        const [name = '', cutoff] = key.split('@')
        const expected = naive[name]?.(list, new Set(relevant), Number(cutoff))
        expect(metrics[key], key).toBeCloseTo(expected ?? Number.NaN, 12)
      }
    }),
  )
})
