import type { Rng } from '#trainer/data/rng.ts'

export interface Mutation {
  name: string
  /** @param most bytes that the result may have */
  apply(bytes: Buffer, rng: Rng, most: number): Buffer
}

const place = (bytes: Buffer, rng: Rng) => rng.below(bytes.length + 1)

/** A part of the bytes, most of them short. */
function part(bytes: Buffer, rng: Rng): { start: number; end: number } {
  const start = place(bytes, rng)
  const longest = rng.below(4) === 0 ? bytes.length : 64
  return { start, end: Math.min(bytes.length, start + rng.below(longest + 1)) }
}

function replace(bytes: Buffer, start: number, end: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)])
}

function insert(bytes: Buffer, rng: Rng, text: string | Uint8Array): Buffer {
  const at = place(bytes, rng)
  return replace(bytes, at, at, Buffer.from(text))
}

/** `text` as often as it fits into `most` bytes, sometimes only a few times. */
function many(text: string, rng: Rng, most: number): string {
  const fits = Math.floor(most / Buffer.byteLength(text))
  return text.repeat(rng.below(2) === 0 ? rng.below(Math.min(fits, 200) + 1) : rng.below(fits + 1))
}

/** Every occurrence of a byte, or each with a chance of one in two. */
function exchange(bytes: Buffer, rng: Rng, from: string, to: string): Buffer {
  const always = rng.below(2) === 0
  const text = bytes.toString('latin1')
  return Buffer.from(
    text.replaceAll(from, (found) => (always || rng.below(2) === 0 ? to : found)),
    'latin1',
  )
}

function numberAt(bytes: Buffer, rng: Rng): Buffer {
  const size = [1, 2, 4][rng.below(3)] ?? 4
  if (bytes.length < size) return bytes
  // Claims of sizes stand in the head of a file.
  const at = rng.below(rng.below(2) === 0 ? Math.min(128, bytes.length - size + 1) : bytes.length - size + 1)
  const most = 2 ** (8 * size) - 1
  const value = [0, 1, most, most >>> 1, rng.below(most)][rng.below(5)] ?? 0
  const changed = Buffer.from(bytes)
  if (rng.below(2) === 0) changed.writeUIntBE(value >>> 0, at, size)
  else changed.writeUIntLE(value >>> 0, at, size)
  return changed
}

const CELLS = [
  '',
  '0',
  '-1',
  '1e309',
  'NaN',
  '9'.repeat(400),
  '""',
  '__proto__',
  '\0',
  '\uFEFF',
  '=1+1',
  '../../../etc/passwd',
  '\u202e',
]
const LINE_ENDS = ['\r', '\r\n', '\n', '\n\r', '\u2028']
const DELIMITERS = [',', '\t', ';', '|']

/** Of everything that is known to break readers, one a line. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'flip a bit',
    apply(bytes, rng) {
      const changed = Buffer.from(bytes)
      if (changed.length > 0) {
        const at = rng.below(changed.length)
        changed[at] = (changed[at] ?? 0) ^ (1 << rng.below(8))
      }
      return changed
    },
  },
  {
    name: 'random bytes',
    apply(bytes, rng) {
      const { start, end } = part(bytes, rng)
      const random = Buffer.alloc(rng.below(64)).map(() => rng.below(256))
      return replace(bytes, start, end, random)
    },
  },
  { name: 'another number', apply: numberAt },
  { name: 'cut', apply: (bytes, rng) => bytes.subarray(0, place(bytes, rng)) },
  { name: 'without its head', apply: (bytes, rng) => bytes.subarray(place(bytes, rng)) },
  {
    name: 'without a part',
    apply(bytes, rng) {
      const { start, end } = part(bytes, rng)
      return replace(bytes, start, end, new Uint8Array())
    },
  },
  {
    name: 'a part twice and oftener',
    apply(bytes, rng, most) {
      const { start, end } = part(bytes, rng)
      const repeated = bytes.subarray(start, end)
      const fits = repeated.length === 0 ? 0 : Math.floor(most / repeated.length)
      const times = rng.below(3) === 0 ? rng.below(fits + 1) : 1
      return replace(bytes, end, end, Buffer.concat(Array.from({ length: times }, () => repeated)))
    },
  },
  { name: 'zeros', apply: (bytes, rng) => insert(bytes, rng, Buffer.alloc(rng.below(2000))) },
  {
    name: 'quotes',
    apply: (bytes, rng, most) => insert(bytes, rng, many(rng.below(2) === 0 ? '"' : '""\n', rng, most)),
  },
  { name: 'quotes gone', apply: (bytes, rng) => exchange(bytes, rng, '"', '') },
  {
    name: 'other line ends',
    apply: (bytes, rng) => exchange(bytes, rng, '\n', LINE_ENDS[rng.below(LINE_ENDS.length)] ?? '\r'),
  },
  { name: 'line ends', apply: (bytes, rng, most) => insert(bytes, rng, many('\r', rng, most)) },
  {
    name: 'other delimiters',
    apply: (bytes, rng) =>
      exchange(
        bytes,
        rng,
        DELIMITERS[rng.below(DELIMITERS.length)] ?? ',',
        DELIMITERS[rng.below(DELIMITERS.length)] ?? ';',
      ),
  },
  {
    name: 'columns',
    apply: (bytes, rng, most) =>
      insert(bytes, rng, many(rng.below(2) === 0 ? ',' : 'a,', rng, Math.min(most, 1e6))),
  },
  { name: 'one long value', apply: (bytes, rng, most) => insert(bytes, rng, many('x', rng, most)) },
  { name: 'an odd value', apply: (bytes, rng) => insert(bytes, rng, CELLS[rng.below(CELLS.length)] ?? '') },
  {
    name: 'deep nesting',
    apply: (bytes, rng, most) =>
      insert(bytes, rng, many(['[', '{"a":', '[{"a":['][rng.below(3)] ?? '[', rng, most)),
  },
  {
    name: 'new keys',
    apply(bytes, rng, most) {
      const count = rng.below(Math.min(50_000, Math.floor(most / 20)) + 1)
      const keys = Array.from({ length: count }, (_, index) => `{"k${index}":${index}}\n`)
      return insert(bytes, rng, keys.join(''))
    },
  },
  {
    name: 'as UTF-16',
    apply(bytes, rng) {
      const changed = Buffer.from(`${rng.below(2) === 0 ? '\uFEFF' : ''}${bytes.toString('utf8')}`, 'utf16le')
      return rng.below(2) === 0 ? changed : changed.subarray(0, changed.length & ~1).swap16()
    },
  },
  { name: 'as Latin-1', apply: (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1') },
  { name: 'after a byte order mark', apply: (bytes) => Buffer.concat([Buffer.from('\uFEFF'), bytes]) },
]
