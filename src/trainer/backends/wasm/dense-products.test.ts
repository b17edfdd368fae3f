import { expect, test } from 'vitest'
import { DenseProducts } from './dense-products.ts'

test('the installed onnxruntime is the version whose binding is known, and multiplies', () => {
  const products = DenseProducts.load(1)
  const out = { values: new Float32Array(1), rows: 1, cols: 1 }
  products?.multiply(
    { values: Float32Array.of(1, 2), rows: 1, cols: 2 },
    { values: Float32Array.of(3, 4), rows: 2, cols: 1 },
    null,
    { transposeA: false, transposeB: false },
    out,
  )
  expect([...out.values]).toEqual([11])
})

test('the binding of another version is not called', () => {
  expect(DenseProducts.load(1, '0.0.1')).toBeNull()
})
