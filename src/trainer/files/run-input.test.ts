import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeNpy } from '#shared/files/npy.ts'
import { tinyWorld } from '../testing/tiny-world.ts'
import { writeRun } from '../testing/write-run.ts'
import { readRunInput } from './run-input.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainer-'))
})
afterEach(() => rm(folder, { recursive: true }))

const input = (name: string) => join(folder, 'input', name)
const matrix = (data: Int32Array | Float32Array, cols: number) => encodeNpy(data, [data.length / cols, cols])

test('what the engine wrote is what the trainer reads', async () => {
  const written = tinyWorld({ model: 'neggen' })
  await writeRun(folder, written)
  expect(await readRunInput(folder)).toEqual(written)
})

test('negatives are read only as far as the model uses them', async () => {
  await writeRun(folder, tinyWorld({ model: 'lightgcn' }))
  expect((await readRunInput(folder)).negatives).toBeNull()
  await writeRun(folder, tinyWorld({ model: 'neggen', modalities: 'image' }))
  const { features } = await readRunInput(folder)
  expect(Object.keys(features)).toEqual(['image_positive', 'image_negative'])
})

test('a data set may lack a test part, but no other', async () => {
  const written = tinyWorld({ model: 'bpr-mf' })
  const none = new Int32Array()
  await writeRun(folder, { ...written, test: none })
  expect((await readRunInput(folder)).test).toEqual(none)
  await writeRun(folder, { ...written, validation: none })
  await expect(readRunInput(folder)).rejects.toThrow('The data set has no validation interactions.')
  await writeRun(folder, { ...written, training: none })
  await expect(readRunInput(folder)).rejects.toThrow('The data set has no training interactions.')
})

describe('a fault is named with its file', () => {
  const faults: [string, string, Uint8Array | string, RegExp][] = [
    ['not JSON', 'run.json', '{', /run\.json: not JSON/],
    ['no run', 'run.json', '{"users": 0}', /run\.json: .*expected/],
    ['a corrupt array', 'train.npy', 'hello', /train\.npy: not a \.npy file/],
    ['floats for indices', 'train.npy', matrix(Float32Array.of(0, 1), 2), /train\.npy: expected integers/],
    ['three columns', 'train.npy', matrix(Int32Array.of(0, 1, 2), 3), /expected 2 columns/],
    [
      'an unknown user',
      'train.npy',
      matrix(Int32Array.of(0, 1, 48, 0), 2),
      /row 1 has user 48, outside 0 to 47/,
    ],
    ['an unknown item', 'validation.npy', matrix(Int32Array.of(0, -1), 2), /row 0 has item -1/],
    [
      'a missing negative',
      'negative_items.npy',
      encodeNpy(Int32Array.of(1), [1]),
      /1 items, but run.json says 20/,
    ],
    [
      'unordered items',
      'negative_items.npy',
      encodeNpy(
        Int32Array.from({ length: 20 }, (_, row) => 20 - row),
        [20],
      ),
      /not ascending at row 1/,
    ],
    ['a missing row', 'text_positive.npy', matrix(new Float32Array(5), 5), /1 rows, but run.json says 20/],
    [
      'another encoder',
      'text_negative.npy',
      matrix(new Float32Array(40), 2),
      /2 features per row, but .* has 5/,
    ],
    [
      'a broken feature',
      'image_negative.npy',
      matrix(new Float32Array(120).fill(Number.NaN, 7, 8), 6),
      /NaN at row 1, column 1/,
    ],
  ]
  test.for(faults)('%s', async ([, name, contents, message]) => {
    await writeRun(folder, tinyWorld({ model: 'neggen' }))
    await writeFile(input(name), contents)
    await expect(readRunInput(folder)).rejects.toMatchObject({
      name: 'TrainingFailure',
      message: expect.stringMatching(message),
    })
  })

  test('a missing file', async () => {
    await writeRun(folder, tinyWorld({ model: 'bpr-mf' }))
    await rm(input('test.npy'))
    await expect(readRunInput(folder)).rejects.toThrow(/test\.npy: the file is missing/)
  })
})
