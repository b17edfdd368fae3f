import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeNpyHeader, NpyError } from '#shared/files/npy-header.ts'
import { FeatureFile } from './feature-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'features-'))
const path = join(folder, 'image.npy')
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes a file whose header says `descr` and `shape`. */
function write(descr: string, shape: readonly number[], data: Uint8Array): void {
  const header = Buffer.from(encodeNpyHeader('<f4', shape))
  header.write(descr, header.indexOf('<f4'), 'latin1')
  writeFileSync(path, Buffer.concat([header, data]))
}

const bytesOf = ({ buffer }: { buffer: ArrayBufferLike }) => new Uint8Array(buffer)

async function readAll() {
  await using file = await FeatureFile.open(path)
  const chunks = file.chunks()
  const values: number[] = []
  const firsts: number[] = []
  for (let step = await chunks.next(); ; step = await chunks.next()) {
    if (step.done === true) return { rows: file.rows, cols: file.cols, firsts, values, hash: step.value }
    firsts.push(step.value.first)
    values.push(...step.value.values)
  }
}

describe('every numeric type passes by as float32', () => {
  it.for([
    ['<f2', Uint16Array.of(0x3c00, 0xc000, 0x3555, 0), [1, -2, Math.fround(0.333251953125), 0]],
    ['<f4', Float32Array.of(1, -2, 0.1, 0), [1, -2, Math.fround(0.1), 0]],
    ['<f8', Float64Array.of(1, -2, 0.1, 1e-300), [1, -2, Math.fround(0.1), 0]],
    ['|b1', Uint8Array.of(1, 0, 1, 1), [1, 0, 1, 1]],
    ['|i1', Int8Array.of(-128, 127, 0, 1), [-128, 127, 0, 1]],
    ['|u1', Uint8Array.of(255, 127, 0, 1), [255, 127, 0, 1]],
    ['<i2', Int16Array.of(-32768, 1, 2, 3), [-32768, 1, 2, 3]],
    ['<u2', Uint16Array.of(65535, 1, 2, 3), [65535, 1, 2, 3]],
    ['<i4', Int32Array.of(-(2 ** 31), 1, 2, 3), [-(2 ** 31), 1, 2, 3]],
    ['<u4', Uint32Array.of(2 ** 31, 1, 2, 3), [2 ** 31, 1, 2, 3]],
    ['<i8', BigInt64Array.of(-(2n ** 40n), 1n, 2n, 3n), [-(2 ** 40), 1, 2, 3]],
    ['<u8', BigUint64Array.of(2n ** 63n, 1n, 2n, 3n), [2 ** 63, 1, 2, 3]],
  ] as const)('%s', async ([descr, data, values]) => {
    write(descr, [2, 2], bytesOf(data))
    expect(await readAll()).toEqual({
      rows: 2,
      cols: 2,
      firsts: [0],
      values,
      hash: createHash('sha256').update(readFileSync(path)).digest('hex'),
    })
  })
})

it('goes on with the next rows where a chunk is full', async () => {
  const data = Float64Array.from({ length: 12 * 100_000 }, (_, index) => index % 1000)
  write('<f8', [12, 100_000], bytesOf(data))
  await using file = await FeatureFile.open(path)
  const firsts: number[] = []
  for await (const { first, rows, values } of file.chunks()) {
    firsts.push(first)
    const expected = Float32Array.from(data.subarray(first * 100_000, (first + rows) * 100_000))
    expect(Buffer.compare(bytesOf(values.slice()), bytesOf(expected))).toBe(0)
  }
  expect(firsts).toEqual([0, 5, 10])
})

describe('what is wrong is said before anything is read or allocated', () => {
  const none = new Uint8Array()
  it.for([
    [
      'a shape that the file does not hold',
      '<f4',
      [1e6, 1e5],
      none,
      'takes 400000000000 bytes of data, the file has 0',
    ],
    ['rows beyond all numbers', '<f8', [2 ** 52, 2 ** 16], none, 'of data, the file has 0'],
    ['too many columns', '<f4', [1, 100_001], new Uint8Array(400_004), '100001 columns are more than'],
    ['no columns', '<f4', [5, 0], none, 'no columns'],
    ['a list', '<f4', [5], new Uint8Array(20), 'expected a matrix, found shape (5)'],
    ['texts', '|S9', [5, 1], new Uint8Array(45), 'data type "|S9" is not supported'],
  ] as const)('%s', async ([, descr, shape, data, message]) => {
    write(descr, shape, data)
    await expect(FeatureFile.open(path)).rejects.toThrow(message)
  })

  it('a header that claims gigabytes', async () => {
    const bytes = Buffer.from(encodeNpyHeader('<f4', [1, 1]))
    bytes[6] = 2
    bytes.writeUInt32LE(3e9, 8)
    writeFileSync(path, bytes)
    await expect(FeatureFile.open(path)).rejects.toThrow('the header claims 3000000000 bytes')
  })

  it('an empty file, and one that is cut within its header', async () => {
    write('<f4', [1, 1], Uint8Array.of(0, 0, 0, 0))
    truncateSync(path, 40)
    await expect(FeatureFile.open(path)).rejects.toThrow('the file ends within its header')
    truncateSync(path, 0)
    await expect(FeatureFile.open(path)).rejects.toThrow('image.npy: not a .npy file')
  })

  it('a folder', async () => {
    await expect(FeatureFile.open(folder)).rejects.toThrow(NpyError)
  })

  it.skipIf(process.platform === 'win32')('a named pipe, without waiting for it', async () => {
    const pipe = join(folder, 'pipe.npy')
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
    await expect(FeatureFile.open(pipe)).rejects.toThrow('pipe.npy: this is not a file.')
  })
})

it('names the place of a value that is no number, or none of float32', async () => {
  write('<f8', [2, 3], bytesOf(Float64Array.of(1, 2, 3, 4, 1e300, 6)))
  await expect(readAll()).rejects.toThrow('Infinity at row 1, column 1')
  write('<f4', [1, 2], bytesOf(Float32Array.of(0, Number.NaN)))
  await expect(readAll()).rejects.toThrow('NaN at row 0, column 1')
})
