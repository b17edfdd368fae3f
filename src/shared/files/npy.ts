import {
  checkNpySize,
  decodeNpyHeader,
  encodeNpyHeader,
  matrixShape,
  NpyError,
  valueCount,
} from './npy-header.ts'

/** An array out of NumPy's .npy format, little endian. */
export interface NpyArray {
  readonly shape: readonly number[]
  /** Row-major, `shape`'s product of values; may share the memory of the file's bytes. */
  readonly data: NpyData
}

export type NpyData = Int32Array | Float32Array | Float64Array | BigInt64Array

interface DataType {
  readonly descr: string
  readonly bytes: number
  /** Views `count` values of memory, the first of which lies at a multiple of `bytes`. */
  view(buffer: ArrayBufferLike, offset: number, count: number): NpyData
}

const dataTypes: readonly DataType[] = [
  { descr: '<i4', bytes: 4, view: (...memory) => new Int32Array(...memory) },
  { descr: '<f4', bytes: 4, view: (...memory) => new Float32Array(...memory) },
  { descr: '<f8', bytes: 8, view: (...memory) => new Float64Array(...memory) },
  { descr: '<i8', bytes: 8, view: (...memory) => new BigInt64Array(...memory) },
]

/** A version 1.0 file of an int32 or float32 array. */
export function encodeNpy(
  data: Int32Array | Float32Array,
  shape: readonly number[],
): Uint8Array<ArrayBuffer> {
  if (valueCount(shape) !== data.length) {
    throw new RangeError(`${data.length} values do not fill the shape (${shape.join(', ')}).`)
  }
  const header = encodeNpyHeader(data instanceof Int32Array ? '<i4' : '<f4', shape)
  const bytes = new Uint8Array(header.length + data.byteLength)
  bytes.set(header)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length)
  return bytes
}

/**
 * @param file the name that error messages start with
 * @throws NpyError on anything but an int32, int64, float32 or float64 array in C order, little endian
 */
export function decodeNpy(bytes: Uint8Array, file: string): NpyArray {
  const header = decodeNpyHeader(bytes, file)
  const type = dataTypes.find((candidate) => candidate.descr === header.descr)
  if (type === undefined) {
    const known = dataTypes.map((candidate) => candidate.descr).join(', ')
    throw new NpyError(`${file}: data type "${header.descr}" is not supported, only ${known}.`)
  }
  checkNpySize(header, type.bytes, bytes.byteLength, file)
  const { shape, start } = header
  const count = valueCount(shape)
  const offset = bytes.byteOffset + start
  // The file's bytes may start anywhere in their buffer; typed arrays need alignment.
  if (offset % type.bytes === 0) return { shape, data: type.view(bytes.buffer, offset, count) }
  return { shape, data: type.view(new Uint8Array(bytes.subarray(start)).buffer, 0, count) }
}

/**
 * The array as a float32 matrix; float64 is rounded.
 * @throws NpyError if it has another type or is not two-dimensional
 */
export function asFloat32Matrix(array: NpyArray, file: string): MatrixOf<Float32Array> {
  const { rows, cols } = matrixShape(array.shape, file)
  if (array.data instanceof Float32Array) return { rows, cols, data: array.data }
  if (array.data instanceof Float64Array) return { rows, cols, data: Float32Array.from(array.data) }
  throw new NpyError(`${file}: expected floating point values, found integers.`)
}

/**
 * The array as an int32 matrix.
 * @throws NpyError if it has another type, an int64 value does not fit, or it is not two-dimensional
 */
export function asInt32Matrix(array: NpyArray, file: string): MatrixOf<Int32Array> {
  return { ...matrixShape(array.shape, file), data: asInt32(array.data, file) }
}

/**
 * The array as a list of int32.
 * @throws NpyError if it has another type, an int64 value does not fit, or it is not one-dimensional
 */
export function asInt32List(array: NpyArray, file: string): Int32Array {
  if (array.shape.length !== 1) {
    throw new NpyError(`${file}: expected a list, found shape (${array.shape.join(', ')}).`)
  }
  return asInt32(array.data, file)
}

export interface MatrixOf<Data> {
  readonly rows: number
  readonly cols: number
  /** Row after row. */
  readonly data: Data
}

function asInt32(data: NpyData, file: string): Int32Array {
  if (data instanceof Int32Array) return data
  if (!(data instanceof BigInt64Array)) {
    throw new NpyError(`${file}: expected integers, found floating point values.`)
  }
  const tooLarge = data.find((value) => BigInt.asIntN(32, value) !== value)
  if (tooLarge !== undefined) throw new NpyError(`${file}: the value ${tooLarge} does not fit 32 bits.`)
  return Int32Array.from(data, Number)
}
