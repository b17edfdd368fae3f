import { expect, test } from 'vitest'
import { normalizedCosines } from './cosine-graph.ts'

test('each weight is divided by the root of the sums of both rows, and a cosine below 0 is no link', () => {
  const graph = {
    rows: 3,
    cols: 3,
    offsets: Int32Array.of(0, 2, 4, 5),
    columns: Int32Array.of(0, 1, 1, 2, 2),
    values: Float32Array.of(1, 0.5, 1, -0.25, 1),
  }
  const { values, columns, offsets } = normalizedCosines(graph)
  expect([...columns]).toEqual([0, 1, 1, 2, 2])
  expect([...offsets]).toEqual([0, 2, 4, 5])
  const expected = [1 / 1.5, 0.5 / Math.sqrt(1.5), 1, 0, 1]
  for (const [entry, value] of expected.entries()) expect(values[entry]).toBeCloseTo(value, 6)
})

test('an item without neighbours stays without', () => {
  const none = {
    rows: 1,
    cols: 1,
    offsets: Int32Array.of(0, 0),
    columns: new Int32Array(),
    values: new Float32Array(),
  }
  expect(normalizedCosines(none).values).toEqual(new Float32Array())
})
