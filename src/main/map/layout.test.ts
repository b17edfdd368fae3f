import { expect, it } from 'vitest'
import { seededRandom } from '#main/catalogue/random.ts'
import { layout } from './layout.ts'

const DIMENSIONS = 16

/** Unit vectors around as many directions as groups; the group of a row is its number modulo the groups. */
function groups(rows: number, count: number): Float32Array {
  const random = seededRandom(7)
  return Float32Array.from({ length: rows * DIMENSIONS }, (_, index) => {
    const axis = index % DIMENSIONS
    const group = Math.floor(index / DIMENSIONS) % count
    return (axis === group ? 1 : 0) + 0.05 * (random() - 0.5)
  })
}

const distance = (places: Float32Array, a: number, b: number) =>
  Math.hypot((places[2 * a] ?? 0) - (places[2 * b] ?? 0), (places[2 * a + 1] ?? 0) - (places[2 * b + 1] ?? 0))

it('puts what is alike together, and the same vectors at the same places', () => {
  const vectors = groups(120, 3)
  const shares: number[] = []
  const places = layout(vectors, DIMENSIONS, 1, (share) => shares.push(share))
  expect(layout(vectors, DIMENSIONS, 1)).toEqual(places)
  expect(layout(vectors, DIMENSIONS, 2)).not.toEqual(places)
  let alike = 0
  for (let row = 0; row < 120; row++) {
    const nearest = Array.from({ length: 120 }, (_, other) => other)
      .filter((other) => other !== row)
      .sort((a, b) => distance(places, row, a) - distance(places, row, b))[0]
    if (nearest !== undefined && nearest % 3 === row % 3) alike++
  }
  expect(alike).toBe(120)
  expect(shares[0]).toBe(0)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
})

it.each([0, 1, 3, 4, 9])('places %i vectors, alike or not, at finite places', (rows) => {
  for (const vectors of [groups(rows, 3), new Float32Array(rows * DIMENSIONS)]) {
    const places = layout(vectors, DIMENSIONS, 1)
    expect(places).toHaveLength(rows * 2)
    expect(places.every(Number.isFinite)).toBe(true)
  }
})
