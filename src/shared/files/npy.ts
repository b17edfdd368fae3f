/**
 * NumPy's .npy format, versions 1.0 and 2.0, little endian, C order:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export interface NpyArray {
  readonly shape: readonly number[]
  /** Row-major, `shape`'s product of values. */
  readonly data: NpyData
}

export type NpyData = Int32Array | Float32Array | Float64Array | BigInt64Array

/** A file is not the .npy file that it should be. The message starts with the file's name. */
export class NpyError extends Error {
  override readonly name = 'NpyError'
}

interface DataType {
  readonly descr: string
  readonly bytes: number
  /** Views aligned bytes of a whole number of values. */
  view(buffer: ArrayBuffer): NpyData
}

const dataTypes: readonly DataType[] = [
  { descr: '<i4', bytes: 4, view: (buffer) => new Int32Array(buffer) },
  { descr: '<f4', bytes: 4, view: (buffer) => new Float32Array(buffer) },
  { descr: '<f8', bytes: 8, view: (buffer) => new Float64Array(buffer) },
  { descr: '<i8', bytes: 8, view: (buffer) => new BigInt64Array(buffer) },
]

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** The data begins at a multiple of this, so that a mapped file is aligned. */
const ALIGNMENT = 64

/** A version 1.0 file of an int32 or float32 array. */
export function encodeNpy(
  data: Int32Array | Float32Array,
  shape: readonly number[],
): Uint8Array<ArrayBuffer> {
  if (product(shape) !== data.length) {
    throw new RangeError(`${data.length} values do not fill the shape (${shape.join(', ')}).`)
  }
  const descr = data instanceof Int32Array ? '<i4' : '<f4'
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`
  const start = Math.ceil((MAGIC.length + 4 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(start + data.byteLength)
  bytes.set(MAGIC)
  bytes.set([1, 0], MAGIC.length)
  new DataView(bytes.buffer).setUint16(MAGIC.length + 2, start - MAGIC.length - 4, true)
  const header = dictionary.padEnd(start - MAGIC.length - 5, ' ')
  bytes.set(new TextEncoder().encode(`${header}\n`), MAGIC.length + 4)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start)
  return bytes
}

/**
 * @param file the name that error messages start with
 * @throws NpyError on anything but an int32, int64, float32 or float64 array in C order, little endian
 */
export function decodeNpy(bytes: Uint8Array, file: string): NpyArray {
  const { header, start } = readHeader(bytes, file)
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const tuple = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]
  if (descr === undefined || order === undefined || tuple === undefined) {
    throw new NpyError(`${file}: the header lacks descr, fortran_order or shape: ${header.trim()}`)
  }
  if (order === 'True') {
    throw new NpyError(`${file}: the array is in Fortran order; save it with numpy.ascontiguousarray.`)
  }
  const type = dataTypes.find((candidate) => candidate.descr === descr)
  if (type === undefined) {
    const known = dataTypes.map((candidate) => candidate.descr).join(', ')
    throw new NpyError(`${file}: data type "${descr}" is not supported, only ${known}.`)
  }
  const shape = parseShape(tuple, file)
  const expected = product(shape) * type.bytes
  const present = bytes.byteLength - start
  if (present !== expected) {
    throw new NpyError(
      `${file}: shape (${shape.join(', ')}) of ${descr} takes ${expected} bytes of data, the file has ${present}.`,
    )
  }
  // The file's bytes may start anywhere in their buffer; typed arrays need alignment.
  const aligned = new Uint8Array(expected)
  aligned.set(bytes.subarray(start))
  return { shape, data: type.view(aligned.buffer) }
}

/**
 * The array as a float32 matrix; float64 is rounded.
 * @throws NpyError if it has another type or is not two-dimensional
 */
export function asFloat32Matrix(array: NpyArray, file: string): MatrixOf<Float32Array> {
  const { rows, cols } = matrixShape(array, file)
  if (array.data instanceof Float32Array) return { rows, cols, data: array.data }
  if (array.data instanceof Float64Array) return { rows, cols, data: Float32Array.from(array.data) }
  throw new NpyError(`${file}: expected floating point values, found integers.`)
}

/**
 * The array as an int32 matrix.
 * @throws NpyError if it has another type, an int64 value does not fit, or it is not two-dimensional
 */
export function asInt32Matrix(array: NpyArray, file: string): MatrixOf<Int32Array> {
  return { ...matrixShape(array, file), data: asInt32(array.data, file) }
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

function readHeader(bytes: Uint8Array, file: string): { header: string; start: number } {
  if (bytes.length < 10 || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new NpyError(`${file}: not a .npy file.`)
  }
  const major = bytes[6]
  if (major !== 1 && major !== 2) {
    throw new NpyError(`${file}: .npy version ${major} is not supported, only 1 and 2.`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerStart = major === 1 ? 10 : 12
  const length = major === 1 ? view.getUint16(8, true) : bytes.length < 12 ? 0 : view.getUint32(8, true)
  const start = headerStart + length
  if (start > bytes.length) throw new NpyError(`${file}: the file ends within its header.`)
  return { header: new TextDecoder('latin1').decode(bytes.subarray(headerStart, start)), start }
}

function parseShape(tuple: string, file: string): number[] {
  const parts = tuple
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const shape = parts.map(Number)
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 0)) {
    throw new NpyError(`${file}: the shape (${tuple}) is not a list of sizes.`)
  }
  return shape
}

function matrixShape(array: NpyArray, file: string): { rows: number; cols: number } {
  const [rows, cols, ...more] = array.shape
  if (rows === undefined || cols === undefined || more.length > 0) {
    throw new NpyError(`${file}: expected a matrix, found shape (${array.shape.join(', ')}).`)
  }
  return { rows, cols }
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

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1)
}
