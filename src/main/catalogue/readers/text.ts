import { realpath, stat } from 'node:fs/promises'
import { ExpectedError } from '#shared/expected-error.ts'
import { ChunkDecoder, type TextEncoding } from './encoding.ts'
import { fileChunks } from './file-chunks.ts'
import { foreignFormat } from './signature.ts'

/** A part of a text file. Every line end in it, be it CR, LF or both, is one `\n`. */
export interface TextChunk {
  text: string
  /** Bytes of the file up to the end of this chunk. */
  bytesRead: number
  /** As far as the file tells up to here. */
  encoding: TextEncoding
  isLast: boolean
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** Characters of a line, or of a row whose quoted values go over several. */
export const LONGEST_LINE = 4_000_000

function isMadeUp(path: string): boolean {
  return process.platform === 'linux' && /^\/(proc|sys)\//.test(path)
}

/** @throws ExpectedError NOT_FOUND where nothing lies at `path`, BAD_INPUT where that is not a file */
export async function fileSize(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    throw new ExpectedError('NOT_FOUND', `There is no file at ${path}.`, { location: { file: path } })
  }
  // What the system makes up while it is read looks like a file, and has no end that one could know.
  if (!found.isFile() || isMadeUp(await realpath(path))) {
    throw new ExpectedError('BAD_INPUT', `${path} is not a file.`, { location: { file: path } })
  }
  return found.size
}

/**
 * Reads a text file in one pass, chunk by chunk; the next chunk is read when it is asked for.
 *
 * @throws ExpectedError BAD_INPUT naming line and column where the file is not text, NOT_FOUND as `fileSize`
 */
export async function* readText(path: string): AsyncGenerator<TextChunk> {
  await fileSize(path)
  let decoder: ChunkDecoder | undefined
  let bytesRead = 0
  let line = 1
  let lineBytes = 0
  // A CR at the end of a chunk may belong to the LF that begins the next one.
  let heldReturn = ''
  const settle = (decoded: string): string => {
    const all = heldReturn + decoded
    heldReturn = all.endsWith('\r') ? '\r' : ''
    const text = heldReturn === '' ? all : all.slice(0, -1)
    return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text
  }
  for await (const { bytes: chunk, fileBytes } of fileChunks(path, () => line)) {
    if (decoder === undefined) refuseForeignFormat(path, chunk)
    decoder ??= new ChunkDecoder(chunk)
    const text = settle(decoder.decode(chunk, { file: path, line, lineBytes, heldReturn }))
    bytesRead = fileBytes
    line += countLineEnds(text, 0, text.length)
    const lineStart = Math.max(chunk.lastIndexOf(LINE_FEED), chunk.lastIndexOf(CARRIAGE_RETURN))
    lineBytes = lineStart < 0 ? lineBytes + chunk.length : chunk.length - lineStart - 1
    yield { text, bytesRead, encoding: decoder.encoding, isLast: false }
  }
  const tail = settle(decoder?.end({ file: path, line, lineBytes, heldReturn }) ?? '')
  const text = heldReturn === '' ? tail : `${tail}\n`
  yield { text, bytesRead, encoding: decoder?.encoding ?? 'UTF-8', isLast: true }
}

/** How many lines end between two places of a text. */
export function countLineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}

export function lineTooLong(file: string, line: number): ExpectedError {
  const most = `${LONGEST_LINE / 1_000_000} million characters`
  return new ExpectedError('BAD_INPUT', `Line ${line} of ${file} is longer than ${most}.`, {
    location: { file, line },
    retry: 'End every row with a line break, and shorten its values.',
  })
}

function refuseForeignFormat(path: string, head: Buffer): void {
  const format = foreignFormat(head)
  if (format === undefined) return
  throw new ExpectedError('BAD_INPUT', `${path} cannot be read: ${format}.`, {
    location: { file: path, line: 1 },
  })
}
