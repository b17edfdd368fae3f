import { expect, it } from 'vitest'
import { MatrixProduct } from './matrix-product.ts'

it('multiplies two matrices', async () => {
  const a = Float32Array.of(1, 2, 3, 4, 5, 6)
  const b = Float32Array.of(1, 0, 2, 0, 1, 0, 1, 1, 0, 0, 0, 1)
  const product = await MatrixProduct.create(a, b, [2, 3, 4], 1)
  const expected = Float32Array.of(3, 0, 4, 5, 9, 0, 13, 11)
  const first = await product.intoSameMemory()
  expect(first).toEqual(expected)
  first.fill(0)
  expect(await product.intoSameMemory()).toBe(first)
  expect(first).toEqual(expected)
  await product.dispose()
})
