import { createHash } from 'node:crypto'
import { constants, type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'

const HASH_BYTES = 32
/** Read at once when a log is opened. */
const CHUNK_BYTES = 1 << 22

/**
 * Vectors by what they were made from: an append-only file of records, each the SHA-256 of a text (or a picture) and
 * its vector. What a crash leaves of the last record is overwritten, so that encoding goes on where it was, and a
 * catalogue that changed has only what is new encoded.
 */
export class VectorLog {
  readonly #path: string
  readonly #dimensions: number
  /** Record number by the hash in hexadecimal. */
  readonly #records: Map<string, number>

  private constructor(path: string, dimensions: number, records: Map<string, number>) {
    this.#path = path
    this.#dimensions = dimensions
    this.#records = records
  }

  /** @param dimensions numbers of a vector; one file has vectors of one length */
  static async open(path: string, dimensions: number): Promise<VectorLog> {
    await mkdir(dirname(path), { recursive: true })
    const bytes = recordBytes(dimensions)
    const records = new Map<string, number>()
    await withFile(path, async (file) => {
      const count = Math.floor((await file.stat()).size / bytes)
      const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / bytes))
      for (let from = 0; from < count; from += perChunk) {
        const buffer = Buffer.alloc(Math.min(perChunk, count - from) * bytes)
        await file.read(buffer, 0, buffer.length, from * bytes)
        for (let at = 0; at * bytes < buffer.length; at++) {
          records.set(buffer.toString('hex', at * bytes, at * bytes + HASH_BYTES), from + at)
        }
      }
    })
    return new VectorLog(path, dimensions, records)
  }

  has(key: string): boolean {
    return this.#records.has(key)
  }

  /** Row-major vectors [keys, dimensions]; zeros for a key that it does not have. */
  async read(keys: readonly string[]): Promise<Float32Array> {
    const matrix = new Float32Array(keys.length * this.#dimensions)
    const bytes = recordBytes(this.#dimensions)
    await withFile(this.#path, async (file) => {
      for (const [at, key] of keys.entries()) {
        const record = this.#records.get(key)
        if (record === undefined) continue
        const start = at * this.#dimensions * Float32Array.BYTES_PER_ELEMENT
        const row = new Uint8Array(matrix.buffer, start, bytes - HASH_BYTES)
        await file.read(row, 0, row.length, record * bytes + HASH_BYTES)
      }
    })
    return matrix
  }

  /** Keeps row-major vectors [keys, dimensions]. */
  append(keys: readonly string[], vectors: Float32Array): Promise<void> {
    const appended = lastAppend.then(() => this.#append(keys, vectors))
    lastAppend = appended.catch(() => {})
    return appended
  }

  async #append(keys: readonly string[], vectors: Float32Array): Promise<void> {
    const bytes = recordBytes(this.#dimensions)
    const buffer = Buffer.alloc(keys.length * bytes)
    const values = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength)
    keys.forEach((key, at) => {
      buffer.write(key, at * bytes, 'hex')
      values.copy(buffer, at * bytes + HASH_BYTES, at * (bytes - HASH_BYTES), (at + 1) * (bytes - HASH_BYTES))
    })
    await withFile(this.#path, async (file) => {
      const count = Math.floor((await file.stat()).size / bytes)
      await file.write(buffer, 0, buffer.length, count * bytes)
      keys.forEach((key, at) => {
        this.#records.set(key, count + at)
      })
    })
  }
}

/** Two data sets with the same encoder write to the same file: one append at a time. */
let lastAppend: Promise<void> = Promise.resolve()

/** What a text's vector is kept under. */
export function textKey(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function recordBytes(dimensions: number): number {
  return HASH_BYTES + dimensions * Float32Array.BYTES_PER_ELEMENT
}

async function withFile(path: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT)
  try {
    await work(file)
  } finally {
    await file.close()
  }
}
