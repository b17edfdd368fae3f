import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

const named = fc
  .tuple(
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !name.startsWith('__')),
    fc.nat(4),
    fc.nat(4),
  )
  .map(([name, rows, cols]) => ({
    name,
    shape: [rows, cols],
    values: Float32Array.from({ length: rows * cols }, (_, index) => index / 3),
  }))

test('tensors and metadata survive a round trip', () => {
  const files = fc.record({
    tensors: fc.uniqueArray(named, { selector: (tensor) => tensor.name, maxLength: 4 }),
    metadata: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.string(),
      { noNullPrototype: true },
    ),
  })
  fc.assert(
    fc.property(files, ({ tensors, metadata }) => {
      const decoded = decodeSafetensors(encodeSafetensors({ tensors, metadata }), 'x.safetensors')
      const byName = (list: readonly { name: string }[]) =>
        list.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      // JSON objects put integer-like names first; the format gives names no order.
      expect(byName(decoded.tensors)).toEqual(byName(tensors))
      expect(decoded.metadata).toEqual(metadata)
    }),
  )
})

test('the values begin at a multiple of 8 bytes', () => {
  const bytes = encodeSafetensors({
    tensors: [{ name: 'a', shape: [1], values: Float32Array.of(1) }],
    metadata: {},
  })
  expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0)
})

test('damaged files are refused, with their name', () => {
  const good = encodeSafetensors({
    tensors: [{ name: 'a', shape: [2], values: Float32Array.of(1, 2) }],
    metadata: {},
  })
  const decode = (bytes: Uint8Array) => () => decodeSafetensors(bytes, 'x.safetensors')
  expect(decode(good.subarray(0, 4))).toThrow('x.safetensors: not a safetensors file')
  expect(decode(good.subarray(0, 20))).toThrow('cut short')
  expect(decode(good.subarray(0, -1))).toThrow('tensor "a" does not fit')
  const header = (json: string) => {
    const bytes = new Uint8Array(8 + json.length)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
    bytes.set(new TextEncoder().encode(json), 8)
    return bytes
  }
  expect(decode(header('{'))).toThrow('the header is not JSON')
  expect(decode(header('{"a": 1}'))).toThrow('the header is damaged')
  expect(decode(header('{"a": {"dtype": "F16", "shape": [0], "data_offsets": [0, 0]}}'))).toThrow('is F16')
})

test('two tensors of one name, or values that do not fill the shape, are not written', () => {
  const tensor = { name: 'a', shape: [1], values: Float32Array.of(1) }
  expect(() => encodeSafetensors({ tensors: [tensor, tensor], metadata: {} })).toThrow('named "a"')
  const short = { ...tensor, shape: [2] }
  expect(() => encodeSafetensors({ tensors: [short], metadata: {} })).toThrow('do not fill')
})
