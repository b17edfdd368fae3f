import { createHash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  checkNpySize,
  decodeNpyHeader,
  matrixShape,
  NPY_PREAMBLE,
  NpyError,
  type NpyHeader,
  npyDataStart,
} from '#shared/files/npy-header.ts'

/** Read at once: little beside everything else, and hashed within a few milliseconds. */
const CHUNK_BYTES = 4 * 1024 * 1024
/** A row must fit into a chunk. */
const MOST_COLUMNS = 100_000

interface ValueType {
  bytes: number
  /** Converts all of a file's values in `buffer` to float32. */
  convert(buffer: ArrayBuffer, count: number, to: Float32Array): void
}

type Numbers = {
  new (buffer: ArrayBuffer, offset: number, length: number): ArrayLike<number>
  BYTES_PER_ELEMENT: number
}
type BigInts = { new (buffer: ArrayBuffer, offset: number, length: number): BigInt64Array | BigUint64Array }

const TYPES = new Map<string, ValueType>([
  ['<f2', numbers(Float16Array)],
  ['<f4', numbers(Float32Array)],
  ['<f8', numbers(Float64Array)],
  ['|b1', numbers(Uint8Array)],
  ['|i1', numbers(Int8Array)],
  ['|u1', numbers(Uint8Array)],
  ['<i2', numbers(Int16Array)],
  ['<u2', numbers(Uint16Array)],
  ['<i4', numbers(Int32Array)],
  ['<u4', numbers(Uint32Array)],
  ['<i8', bigIntegers(BigInt64Array)],
  ['<u8', bigIntegers(BigUint64Array)],
])

function numbers(type: Numbers): ValueType {
  return { bytes: type.BYTES_PER_ELEMENT, convert: (buffer, count, to) => to.set(new type(buffer, 0, count)) }
}

function bigIntegers(type: BigInts): ValueType {
  return {
    bytes: 8,
    convert: (buffer, count, to) =>
      new type(buffer, 0, count).forEach((value, k) => {
        to[k] = Number(value)
      }),
  }
}

export interface FeatureChunk {
  /** Number of the chunk's first row in the file. */
  first: number
  rows: number
  /** Row-major; overwritten by the next chunk. */
  values: Float32Array
}

/** A .npy matrix of features of any numeric type, whose rows pass by as float32: no more than a few megabytes are in memory. */
export class FeatureFile implements AsyncDisposable {
  readonly rows: number
  readonly cols: number
  readonly #name: string
  readonly #handle: FileHandle
  readonly #header: NpyHeader
  readonly #type: ValueType

  private constructor(name: string, handle: FileHandle, header: NpyHeader, fileBytes: number) {
    const type = TYPES.get(header.descr)
    if (type === undefined) {
      throw new NpyError(
        `${name}: data type "${header.descr}" is not supported, only ${[...TYPES.keys()].join(', ')}.`,
      )
    }
    const { rows, cols } = matrixShape(header.shape, name)
    if (cols === 0) throw new NpyError(`${name}: these features have no columns.`)
    if (cols > MOST_COLUMNS) {
      throw new NpyError(`${name}: ${cols} columns are more than the ${MOST_COLUMNS} that features may have.`)
    }
    checkNpySize(header, type.bytes, fileBytes, name)
    this.rows = rows
    this.cols = cols
    this.#name = name
    this.#handle = handle
    this.#header = header
    this.#type = type
  }

  /** @throws NpyError where its head is not that of such a matrix, or claims what the file does not hold */
  static async open(path: string): Promise<FeatureFile> {
    const name = basename(path)
    // Opening a named pipe waits until somebody writes into it.
    if (!(await stat(path)).isFile()) throw new NpyError(`${name}: this is not a file.`)
    const handle = await open(path)
    try {
      const { size } = await handle.stat()
      const start = npyDataStart(await readAt(handle, 0, Math.min(size, NPY_PREAMBLE)), name)
      const header = decodeNpyHeader(await readAt(handle, 0, Math.min(size, start)), name)
      return new FeatureFile(name, handle, header, size)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /**
   * All rows in order.
   *
   * @returns the SHA-256 of the file
   * @throws NpyError where a value is no finite float32, or the file became shorter
   */
  async *chunks(): AsyncGenerator<FeatureChunk, string> {
    const { bytes: valueBytes, convert } = this.#type
    const rowBytes = this.cols * valueBytes
    const rowsAtOnce = Math.max(1, Math.min(this.rows, Math.floor(CHUNK_BYTES / rowBytes)))
    const bytes = new Uint8Array(rowsAtOnce * rowBytes)
    const values = new Float32Array(rowsAtOnce * this.cols)
    const hash = createHash('sha256').update(await readAt(this.#handle, 0, this.#header.start))
    for (let first = 0; first < this.rows; first += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, this.rows - first)
      const part = bytes.subarray(0, rows * rowBytes)
      await this.#fill(part, this.#header.start + first * rowBytes)
      hash.update(part)
      const converted = values.subarray(0, rows * this.cols)
      convert(bytes.buffer, converted.length, converted)
      this.#refuseInfinities(converted, first)
      yield { first, rows, values: converted }
    }
    return hash.digest('hex')
  }

  #refuseInfinities(values: Float32Array, first: number): void {
    let k = 0
    while (k < values.length && Number.isFinite(values[k])) k++
    if (k === values.length) return
    const place = `row ${first + Math.floor(k / this.cols)}, column ${k % this.cols}`
    throw new NpyError(`${this.#name}: ${values[k]} at ${place} (counted from 0) is no feature.`)
  }

  async #fill(part: Uint8Array, position: number): Promise<void> {
    for (let filled = 0; filled < part.length; ) {
      const { bytesRead } = await this.#handle.read(part, filled, part.length - filled, position + filled)
      if (bytesRead === 0) throw new NpyError(`${this.#name}: the file became shorter while it was read.`)
      filled += bytesRead
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  const { bytesRead } = await handle.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
