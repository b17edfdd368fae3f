import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { ExpectedError } from '#shared/expected-error.ts'
import { foreignFormat } from './signature.ts'

/** Whole lines of a text file, without their line feed; a carriage return stays. */
export interface LineBatch {
  lines: string[]
  /** Number of the first of them, from 1. */
  first: number
  /** Bytes of the file up to the end of this batch. */
  bytesRead: number
}

const CHUNK = 256 * 1024
const LONGEST_LINE = 16 * 1024 * 1024
const LINE_FEED = 0x0a

/** @throws ExpectedError NOT_FOUND where nothing lies at `path`, BAD_INPUT where that is not a file */
export async function fileSize(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    throw new ExpectedError('NOT_FOUND', `There is no file at ${path}.`, { location: { file: path } })
  }
  if (!found.isFile()) {
    throw new ExpectedError('BAD_INPUT', `${path} is not a file.`, { location: { file: path } })
  }
  return found.size
}

/**
 * Reads a UTF-8 file (with or without a byte order mark) in batches of lines.
 *
 * @throws ExpectedError BAD_INPUT naming line and column where the file is not UTF-8 text, NOT_FOUND as `fileSize`
 */
export async function* readLines(path: string): AsyncGenerator<LineBatch> {
  await fileSize(path)
  let rest: Buffer = Buffer.alloc(0)
  let first = 1
  let bytesRead = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    if (bytesRead === 0) refuseForeignFormat(path, chunk)
    bytesRead += chunk.length
    const end = chunk.lastIndexOf(LINE_FEED)
    if (end < 0) {
      rest = Buffer.concat([rest, chunk])
      if (rest.length > LONGEST_LINE) throw tooLong(path, first)
      continue
    }
    const lines = decode(path, Buffer.concat([rest, chunk.subarray(0, end)]), first).split('\n')
    rest = chunk.subarray(end + 1)
    yield { lines, first, bytesRead }
    first += lines.length
  }
  if (rest.length > 0) yield { lines: [decode(path, rest, first)], first, bytesRead }
}

function refuseForeignFormat(path: string, head: Buffer): void {
  const format = foreignFormat(head)
  if (format === undefined) return
  throw new ExpectedError('BAD_INPUT', `${path} cannot be read: ${format}.`, {
    location: { file: path, line: 1 },
  })
}

function tooLong(path: string, line: number): ExpectedError {
  return new ExpectedError('BAD_INPUT', `Line ${line} of ${path} is longer than 16 MB.`, {
    location: { file: path, line },
  })
}

/** Blocks end with their line, so no character is cut in two. */
function decode(path: string, block: Buffer, firstLine: number): string {
  const zero = block.indexOf(0)
  if (zero >= 0) throw notText(path, block, zero, firstLine, 'holds a zero byte: it is no text file')
  if (!isUtf8(block)) {
    throw notText(path, block, firstInvalidByte(block), firstLine, 'is not in UTF-8; save it as UTF-8')
  }
  const text = block.toString('utf8')
  return firstLine === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** Decoding replaces what is invalid, so that the first difference of the way back is where it stood. */
function firstInvalidByte(block: Buffer): number {
  const back = Buffer.from(block.toString('utf8'))
  return block.findIndex((byte, index) => byte !== back[index])
}

function notText(
  path: string,
  block: Buffer,
  offset: number,
  firstLine: number,
  problem: string,
): ExpectedError {
  const before = block.subarray(0, offset)
  let line = firstLine
  for (const byte of before) if (byte === LINE_FEED) line++
  const column = offset - before.lastIndexOf(LINE_FEED)
  return new ExpectedError('BAD_INPUT', `${path} ${problem} (line ${line}, byte ${column}).`, {
    location: { file: path, line, column },
  })
}
