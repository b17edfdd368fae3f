import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { ExpectedError } from '#shared/expected-error.ts'

/** How the characters of a text file are written. */
export type TextEncoding = 'UTF-8' | 'UTF-16' | 'Latin-1'

type Label = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

const ENCODINGS: Record<Label, TextEncoding> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Latin-1',
}

const ZERO_BYTE = 'holds a zero byte: it is no text file'
/** So much of a file tells whether every other byte is zero. */
const SNIFFED_BYTES = 4096

/** Where a file stands: its place is what errors name. */
export interface TextPlace {
  file: string
  /** Of the chunk's first byte, from 1. */
  line: number
  /** Bytes of that line that stand before the chunk. */
  lineBytes: number
  /** A CR that ends the chunk before, and counts as no line end yet. */
  heldReturn: string
}

/**
 * Turns the chunks of a text file into text: UTF-8, UTF-16 of either order, or Latin-1 (as browsers read it:
 * Windows-1252). A byte order mark decides; without one it is UTF-16 where every other byte of the head is zero, and
 * Latin-1 from the first byte on that cannot be UTF-8, provided that everything before it was ASCII.
 */
export class ChunkDecoder {
  #label: Label
  #decoder: TextDecoder
  #onlyAscii = true
  /** Bytes of a character that goes on in the next chunk. */
  #cut: Buffer = Buffer.alloc(0)

  constructor(head: Buffer) {
    this.#label = sniff(head)
    this.#decoder = decoderOf(this.#label)
  }

  get encoding(): TextEncoding {
    return ENCODINGS[this.#label]
  }

  /** @throws ExpectedError BAD_INPUT with line and column where the bytes are no text */
  decode(bytes: Buffer, place: TextPlace): string {
    if (this.#label === 'utf-8' || this.#label === 'windows-1252') {
      const zero = bytes.indexOf(0)
      if (zero >= 0) throw notText(place, bytes, zero, ZERO_BYTE)
    }
    if (this.#label !== 'utf-8') return this.#decodeAsBefore(bytes, place)
    const all = this.#cut.length === 0 ? bytes : Buffer.concat([this.#cut, bytes])
    const whole = wholeCharacters(all)
    const sound = all.subarray(0, whole)
    if (isUtf8(sound)) {
      this.#cut = Buffer.from(all.subarray(whole))
      const text = this.#decoder.decode(sound, { stream: true })
      this.#onlyAscii &&= text.length === sound.length
      return text
    }
    return this.#turnToLatin1(all, { ...place, lineBytes: place.lineBytes - this.#cut.length })
  }

  /** What is left when the file ends. @throws ExpectedError BAD_INPUT where a character is cut off */
  end(place: TextPlace): string {
    if (this.#label !== 'utf-8') return this.#decodeAsBefore(undefined, place)
    if (this.#cut.length === 0) return this.#decoder.decode()
    return this.#turnToLatin1(this.#cut, { ...place, lineBytes: place.lineBytes - this.#cut.length })
  }

  #decodeAsBefore(bytes: Buffer | undefined, place: TextPlace): string {
    try {
      const text = this.#decoder.decode(bytes, { stream: bytes !== undefined })
      if (!text.includes('\0')) return text
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw damaged(place, `is not in ${this.encoding} from this line on`)
    }
    throw damaged(place, ZERO_BYTE)
  }

  #turnToLatin1(bytes: Buffer, place: TextPlace): string {
    const invalid = firstInvalidByte(bytes)
    const before = bytes.subarray(0, invalid)
    if (!this.#onlyAscii || before.some((byte) => byte > 0x7f)) {
      const problem = 'begins in UTF-8 and does not go on in it; save all of it as UTF-8'
      throw notText(place, bytes, invalid, problem)
    }
    this.#label = 'windows-1252'
    this.#decoder = decoderOf(this.#label)
    this.#cut = Buffer.alloc(0)
    return this.#decoder.decode(bytes, { stream: true })
  }
}

function decoderOf(label: Label): TextDecoder {
  return new TextDecoder(label, { fatal: true })
}

function sniff(head: Buffer): Label {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const sniffed = head.subarray(0, SNIFFED_BYTES - (SNIFFED_BYTES % 2))
  const zeros: [even: number, odd: number] = [0, 0]
  for (const [index, byte] of sniffed.entries()) if (byte === 0) zeros[index % 2 === 0 ? 0 : 1]++
  const most = sniffed.length / 4
  if (zeros[0] === 0 && zeros[1] > most) return 'utf-16le'
  if (zeros[1] === 0 && zeros[0] > most) return 'utf-16be'
  return 'utf-8'
}

/** How many bytes there are up to the last character that is whole. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** Decoding replaces what is invalid, so that the first difference of the way back is where it stood. */
function firstInvalidByte(bytes: Buffer): number {
  const back = Buffer.from(bytes.toString('utf8'))
  const found = bytes.findIndex((byte, index) => byte !== back[index])
  return found < 0 ? bytes.length : found
}

function notText(place: TextPlace, bytes: Buffer, offset: number, problem: string): ExpectedError {
  const raw = place.heldReturn + bytes.subarray(0, offset).toString('latin1')
  const lines = raw.split(/\r\n?|\n/)
  const line = place.line + lines.length - 1
  const column = (lines.length === 1 ? place.lineBytes : 0) + (lines.at(-1)?.length ?? 0) + 1
  return new ExpectedError('BAD_INPUT', `${place.file} ${problem} (line ${line}, byte ${column}).`, {
    location: { file: place.file, line, column },
  })
}

function damaged({ file, line }: TextPlace, problem: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `${file} ${problem} (line ${line}).`, { location: { file, line } })
}
