import { expect, test } from 'vitest'
import { Rng } from '../../data/rng.ts'
import { DenseProducts } from './dense-products.ts'
import { PublicProducts } from './public-products.ts'

const rng = new Rng(1, 'public products')

function shared(rows: number, cols: number) {
  const values = new Float32Array(new SharedArrayBuffer(4 * rows * cols))
  return { values: fill(values), rows, cols }
}

function fill(values: Float32Array): Float32Array {
  for (let k = 0; k < values.length; k++) values[k] = rng.uniform(-1, 1)
  return values
}

test('the public calls give what the binding gives', () => {
  const [binding, calls] = [DenseProducts.load(1), PublicProducts.start(1)]
  const [a, b, bias] = [shared(7, 5), shared(5, 9), shared(1, 9)]
  for (const row of [bias, null]) {
    const results = [binding, calls].map((products) => {
      const out = shared(7, 9)
      products?.multiply(a, b, row, { transposeA: false, transposeB: false }, out)
      return [...out.values]
    })
    expect(results[1]).toEqual(results[0])
  }
})

test('they multiply again and again, each form by itself', () => {
  const calls = PublicProducts.start(2)
  const [a, b] = [shared(3, 4), shared(4, 2)]
  for (let turn = 0; turn < 20; turn++) {
    fill(a.values)
    const out = shared(3, 2)
    calls?.multiply(a, b, null, { transposeA: false, transposeB: false }, out)
    const transposed = shared(4, 4)
    calls?.multiply(a, a, null, { transposeA: true, transposeB: false }, transposed)
    const dot = (row: number, col: number) =>
      [0, 1, 2, 3].reduce((sum, k) => sum + (a.values[4 * row + k] ?? 0) * (b.values[2 * k + col] ?? 0), 0)
    expect(out.values[5]).toBeCloseTo(dot(2, 1), 5)
    const square = [0, 1, 2].reduce((sum, row) => sum + (a.values[4 * row + 3] ?? 0) ** 2, 0)
    expect(transposed.values[15]).toBeCloseTo(square, 5)
  }
})
