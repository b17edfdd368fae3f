/**
 * Head of a file in NumPy's .npy format, versions 1.0 and 2.0, C order:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export interface NpyHeader {
  /** NumPy's name of the type of a value: "<f4". */
  readonly descr: string
  readonly shape: readonly number[]
  /** Where the data begin, in bytes from the file's beginning. */
  readonly start: number
}

/** A file is not the .npy file that it should be. */
export class NpyError extends Error {
  override readonly name = 'NpyError'
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** The data begins at a multiple of this, so that a mapped file is aligned. */
const ALIGNMENT = 64

/** As many first bytes tell how long the header is. */
export const NPY_PREAMBLE = 12

/** NumPy itself refuses longer ones. */
const LONGEST_HEADER = 10_000

/** Head of a version 1.0 file. */
export function encodeNpyHeader(descr: '<i4' | '<f4', shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`
  const start = Math.ceil((MAGIC.length + 4 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(start)
  bytes.set(MAGIC)
  bytes.set([1, 0], MAGIC.length)
  new DataView(bytes.buffer).setUint16(MAGIC.length + 2, start - MAGIC.length - 4, true)
  const header = dictionary.padEnd(start - MAGIC.length - 5, ' ')
  bytes.set(new TextEncoder().encode(`${header}\n`), MAGIC.length + 4)
  return bytes
}

/**
 * Where the data of a file begin.
 *
 * @param preamble the first bytes of the file, NPY_PREAMBLE of them where it has as many
 * @param file the name that error messages start with
 * @throws NpyError on another format, version or an absurd length
 */
export function npyDataStart(preamble: Uint8Array, file: string): number {
  if (preamble.length < 10 || MAGIC.some((byte, index) => preamble[index] !== byte)) {
    throw new NpyError(`${file}: not a .npy file.`)
  }
  const major = preamble[6]
  if (major !== 1 && major !== 2) {
    throw new NpyError(`${file}: .npy version ${major} is not supported, only 1 and 2.`)
  }
  if (major === 2 && preamble.length < NPY_PREAMBLE) throw cutHeader(file)
  const view = new DataView(preamble.buffer, preamble.byteOffset, preamble.byteLength)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > LONGEST_HEADER) {
    throw new NpyError(`${file}: the header claims ${length} bytes; NumPy reads at most ${LONGEST_HEADER}.`)
  }
  return headerStart(major) + length
}

/**
 * @param head the file's bytes up to its data at least
 * @param file the name that error messages start with
 * @throws NpyError where it is no header, is cut, or tells of an array in Fortran order
 */
export function decodeNpyHeader(head: Uint8Array, file: string): NpyHeader {
  const start = npyDataStart(head.subarray(0, NPY_PREAMBLE), file)
  if (start > head.length) throw cutHeader(file)
  const header = new TextDecoder('latin1').decode(head.subarray(headerStart(head[6] === 1 ? 1 : 2), start))
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const tuple = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]
  if (descr === undefined || order === undefined || tuple === undefined) {
    throw new NpyError(`${file}: the header lacks descr, fortran_order or shape: ${header.trim()}`)
  }
  if (order === 'True') {
    throw new NpyError(`${file}: the array is in Fortran order; save it with numpy.ascontiguousarray.`)
  }
  return { descr, shape: parseShape(tuple, file), start }
}

/**
 * Holds what a header claims against what is there, before anything is allocated for it.
 *
 * @param valueBytes of one value
 * @param fileBytes of the whole file
 * @throws NpyError where they differ
 */
export function checkNpySize(header: NpyHeader, valueBytes: number, fileBytes: number, file: string): void {
  const { descr, shape, start } = header
  const expected = valueCount(shape) * valueBytes
  const present = fileBytes - start
  if (present === expected) return
  throw new NpyError(
    `${file}: shape (${shape.join(', ')}) of ${descr} takes ${expected} bytes of data, the file has ${present}.`,
  )
}

/** @throws NpyError where the shape is not that of a matrix */
export function matrixShape(shape: readonly number[], file: string): { rows: number; cols: number } {
  const [rows, cols, ...more] = shape
  if (rows === undefined || cols === undefined || more.length > 0) {
    throw new NpyError(`${file}: expected a matrix, found shape (${shape.join(', ')}).`)
  }
  return { rows, cols }
}

export function valueCount(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1)
}

function headerStart(major: 1 | 2): number {
  return major === 1 ? 10 : NPY_PREAMBLE
}

function cutHeader(file: string): NpyError {
  return new NpyError(`${file}: the file ends within its header.`)
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
