import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { ExpectedError } from '#shared/expected-error.ts'

export interface FileChunk {
  bytes: Buffer
  /** Bytes of the file that were read for all chunks up to this one. */
  fileBytes: number
}

/** A chunk is taken apart in some milliseconds. */
const CHUNK = 256 * 1024
/** Tables shrink to a tenth, and hardly one to a fiftieth: what grows more than this was made to fill a machine. */
const MOST_GROWTH = 200
/** So much may grow from anything. */
const ALWAYS_TAKEN = 16 * 1024 * 1024

/** The bytes of a file as chunks; of a file in gzip's format, those that are packed in it. */
export async function* fileChunks(path: string, line: () => number): AsyncGenerator<FileChunk> {
  if (await isGzip(path)) yield* unpackedChunks(path, line)
  else {
    let fileBytes = 0
    for await (const bytes of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
      fileBytes += bytes.length
      yield { bytes, fileBytes }
    }
  }
}

/** The name of a table without the ending that says how it is packed: `ratings.csv` for `ratings.csv.gz`. */
export function unpackedName(path: string): string {
  return path.replace(/\.gz$/i, '')
}

async function* unpackedChunks(path: string, line: () => number): AsyncGenerator<FileChunk> {
  const packed = createReadStream(path, { highWaterMark: CHUNK })
  const unpacked = createGunzip({ chunkSize: CHUNK })
  packed.on('error', (error) => unpacked.destroy(error))
  packed.pipe(unpacked)
  let size = 0
  try {
    for await (const bytes of unpacked as AsyncIterable<Buffer>) {
      size += bytes.length
      if (size > ALWAYS_TAKEN && size > packed.bytesRead * MOST_GROWTH) {
        throw refusal(path, line(), `grows to more than ${MOST_GROWTH} times its size`, 'Unpack it first.')
      }
      yield { bytes, fileBytes: packed.bytesRead }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && /^Z_/.test(String(error.code)))) throw error
    throw refusal(path, line(), 'is damaged: it cannot be unpacked to its end', 'Get the file again.')
  } finally {
    packed.destroy()
    unpacked.destroy()
  }
}

function refusal(file: string, line: number, what: string, retry: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `${file} ${what} (line ${line}).`, {
    location: { file, line },
    retry,
  })
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
}
