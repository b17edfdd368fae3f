import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asFloat32Matrix, asInt32List, asInt32Matrix, decodeNpy, encodeNpy } from './npy.ts'

/** A file as NumPy would write it. */
function file(dictionary: string, data: ArrayBuffer, version = 1): Uint8Array {
  const header = new TextEncoder().encode(`${dictionary}\n`)
  const sizeBytes = version === 1 ? 2 : 4
  const bytes = new Uint8Array(8 + sizeBytes + header.length + data.byteLength)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  const view = new DataView(bytes.buffer)
  if (version === 1) view.setUint16(8, header.length, true)
  else view.setUint32(8, header.length, true)
  bytes.set(header, 8 + sizeBytes)
  bytes.set(new Uint8Array(data), 8 + sizeBytes + header.length)
  return bytes
}

const dictionary = (descr: string, shape: string, order = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`

test('matrices and lists survive a round trip, wherever their bytes lie', () => {
  const matrices = fc.tuple(fc.nat(6), fc.nat(6)).chain(([rows, cols]) =>
    fc.tuple(
      fc.constant([rows, cols]),
      fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), {
        minLength: rows * cols,
        maxLength: rows * cols,
      }),
    ),
  )
  fc.assert(
    fc.property(matrices, fc.nat(7), ([shape, values], shift) => {
      for (const data of [Int32Array.from(values), Float32Array.from(values)]) {
        const encoded = encodeNpy(data, shape)
        const shifted = new Uint8Array(encoded.length + shift).subarray(shift)
        shifted.set(encoded)
        expect(decodeNpy(shifted, 'x.npy')).toEqual({ shape, data })
      }
    }),
  )
  expect(decodeNpy(encodeNpy(Int32Array.of(1, 2), [2]), 'x.npy').shape).toEqual([2])
})

test('the data begins at a multiple of 64 bytes, and the header ends with a new line', () => {
  const bytes = encodeNpy(Float32Array.of(1), [1, 1])
  expect((bytes.length - 4) % 64).toBe(0)
  expect(bytes[bytes.length - 5]).toBe(0x0a)
})

test('version 2.0, float64 and int64 are read', () => {
  const doubles = file(dictionary('<f8', '1, 2'), Float64Array.of(0.5, -1).buffer, 2)
  expect(asFloat32Matrix(decodeNpy(doubles, 'x.npy'), 'x.npy')).toEqual({
    rows: 1,
    cols: 2,
    data: Float32Array.of(0.5, -1),
  })
  const longs = decodeNpy(file(dictionary('<i8', '2,'), BigInt64Array.of(3n, -4n).buffer), 'x.npy')
  expect(asInt32List(longs, 'x.npy')).toEqual(Int32Array.of(3, -4))
})

describe('what is wrong with a file is said, with its name', () => {
  const int32 = (shape: string, values: number[]) =>
    file(dictionary('<i4', shape), Int32Array.from(values).buffer)
  const cases: [string, Uint8Array, string][] = [
    ['another format', new TextEncoder().encode('userID\titemID\n'), 'x.npy: not a .npy file'],
    ['empty', new Uint8Array(), 'x.npy: not a .npy file'],
    ['version 3', file('{}', new ArrayBuffer(0), 3), 'version 3 is not supported'],
    ['cut in the header', int32('2,', [1, 2]).subarray(0, 20), 'ends within its header'],
    ['cut in the data', int32('2,', [1, 2]).subarray(0, -4), 'takes 8 bytes of data, the file has 4'],
    ['too long', int32('1,', [1, 2]), 'takes 4 bytes of data, the file has 8'],
    ['Fortran order', file(dictionary('<i4', '1, 1', 'True'), new ArrayBuffer(4)), 'Fortran order'],
    ['big endian', file(dictionary('>i4', '1,'), new ArrayBuffer(4)), '">i4" is not supported'],
    ['no shape', file("{'descr': '<i4', 'fortran_order': False}", new ArrayBuffer(0)), 'lacks'],
    ['odd shape', file(dictionary('<i4', 'x,'), new ArrayBuffer(0)), 'is not a list of sizes'],
  ]
  test.for(cases)('%s', ([, bytes, message]) => {
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(message)
  })

  test('another type or number of dimensions than wanted', () => {
    const floats = decodeNpy(encodeNpy(Float32Array.of(1, 2), [1, 2]), 'x.npy')
    const list = decodeNpy(encodeNpy(Int32Array.of(1, 2), [2]), 'x.npy')
    expect(() => asInt32Matrix(floats, 'x.npy')).toThrow('expected integers')
    expect(() => asInt32List(floats, 'x.npy')).toThrow('expected a list, found shape (1, 2)')
    expect(() => asInt32Matrix(list, 'x.npy')).toThrow('expected a matrix, found shape (2)')
    expect(() => asFloat32Matrix({ shape: [1, 1], data: Int32Array.of(1) }, 'x.npy')).toThrow(
      'expected floating point',
    )
    const huge = { shape: [1], data: BigInt64Array.of(2n ** 40n) }
    expect(() => asInt32List(huge, 'x.npy')).toThrow('1099511627776 does not fit')
  })

  test('values that do not fill the shape are not written', () => {
    expect(() => encodeNpy(Int32Array.of(1, 2), [3])).toThrow('do not fill the shape (3)')
  })
})
