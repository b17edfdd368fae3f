import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CUTOFFS } from '#shared/training/metrics.ts'
import { intraListDistances } from './intra-list-distance.ts'

const lists = (...rows: number[][]) => ({
  rows: rows.length,
  cols: 50,
  values: Int32Array.from(rows.flatMap((row) => Array.from({ length: 50 }, (_, place) => row[place] ?? -1))),
})
const content = (...rows: number[][]) => ({
  rows: rows.length,
  cols: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
})

it('by hand: right angles, equal items, opposites, and an item without content', async () => {
  const vectors = content([2, 0], [0, 3], [5, 0], [-1, 0], [0, 0])
  const distance = async (...items: number[]) => (await intraListDistances(lists(items), vectors))['ild@5']
  expect(await distance(0, 1)).toBeCloseTo(1, 6)
  expect(await distance(0, 2)).toBeCloseTo(0, 6)
  expect(await distance(0, 3)).toBeCloseTo(2, 6)
  expect(await distance(0, 4)).toBeCloseTo(1, 6)
  // Pairs: 1, 0, 1.
  expect(await distance(0, 1, 2)).toBeCloseTo(2 / 3, 6)
  expect(await distance(0)).toBe(0)
  const both = await intraListDistances(lists([0, 1], [0, 3]), vectors)
  expect(both['ild@20']).toBeCloseTo(1.5, 6)
})

it('agrees with the mean over all pairs, at every cutoff', async () => {
  const items = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 }), {
    minLength: 2,
    maxLength: 60,
  })
  await fc.assert(
    fc.asyncProperty(items, async (vectors) => {
      const list = Array.from(
        { length: Math.min(50, vectors.length) },
        (_, place) => vectors.length - 1 - place,
      )
      const found = await intraListDistances(lists(list), content(...vectors))
      const cosine = (a: number, b: number) => {
        const [x = [], y = []] = [vectors[a], vectors[b]]
        const lengths = Math.hypot(...x) * Math.hypot(...y)
        return lengths === 0 ? 0 : x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0) / lengths
      }
      for (const cutoff of CUTOFFS) {
        const first = list.slice(0, cutoff)
        const pairs = first.flatMap((a, place) => first.slice(place + 1).map((b) => 1 - cosine(a, b)))
        const mean = pairs.reduce((sum, distance) => sum + distance, 0) / pairs.length
        expect(found[`ild@${cutoff}`]).toBeCloseTo(mean, 4)
      }
    }),
    { numRuns: 50 },
  )
})
