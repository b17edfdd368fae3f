import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failingDisk, Killed, systemError } from '../testing/failing-disk.ts'
import { realDisk } from './disk.ts'
import { removeUnfinished, writeAtomically } from './write-atomically.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainer-'))
})
afterEach(() => rm(folder, { recursive: true }))

const contents = async (name: string) => [...(await readFile(join(folder, name)))]

test('leaves the file and nothing else, and replaces it', async () => {
  const file = join(folder, 'x.bin')
  await writeAtomically(file, Uint8Array.of(1))
  await writeAtomically(file, Uint8Array.of(2, 3))
  expect(await contents('x.bin')).toEqual([2, 3])
  expect(await readdir(folder)).toEqual(['x.bin'])
  await expect(writeAtomically(join(folder, 'missing', 'x'), Uint8Array.of(1))).rejects.toThrow('ENOENT')
})

test('takes contents in chunks, and replaces only when all are there', async () => {
  const file = join(folder, 'x.bin')
  await writeFile(file, 'old')
  const seen: string[] = []
  await writeAtomically(
    file,
    {
      bytes: 3,
      async *chunks() {
        yield Uint8Array.of(1)
        yield Uint8Array.of(2, 3)
      },
    },
    {
      beforeReplacing: async () => {
        seen.push(await readFile(file, 'utf8'))
      },
    },
  )
  expect(seen).toEqual(['old'])
  expect(await contents('x.bin')).toEqual([1, 2, 3])
})

test('what fails while contents are made leaves the file as it was', async () => {
  const file = join(folder, 'x.bin')
  await writeFile(file, 'old')
  const broken = {
    bytes: 3,
    async *chunks() {
      yield Uint8Array.of(1)
      throw new Error('the device is gone')
    },
  }
  await expect(writeAtomically(file, broken)).rejects.toThrow('the device is gone')
  expect(await readdir(folder)).toEqual(['x.bin'])
  expect(await readFile(file, 'utf8')).toBe('old')
})

describe('without space or permission', () => {
  const codes: [string, RegExp, RegExp][] = [
    ['ENOSPC', /x\.bin could not be written: the disk is full; it takes 3 kB\.$/, /Free some space/],
    ['EDQUOT', /the disk quota is used up/, /raise the quota/],
    ['EROFS', /the file system is read-only/, /Make the folder writable/],
    ['EACCES', /writing there is not permitted/, /Make the folder writable/],
  ]
  for (const operation of ['create', 'append', 'sync', 'close', 'rename'] as const) {
    test.for(codes)(`fails with a sentence at "${operation}": %s`, async ([code, message, hint]) => {
      const file = join(folder, 'x.bin')
      await writeFile(file, 'old')
      const disk = failingDisk((current) => (current === operation ? systemError(code) : null))
      await expect(writeAtomically(file, new Uint8Array(2500), { disk })).rejects.toMatchObject({
        name: 'TrainingFailure',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      })
      expect(await readdir(folder)).toEqual(['x.bin'])
      expect(await readFile(file, 'utf8')).toBe('old')
    })
  }

  test('says how much is free where that is too little', async () => {
    const disk = failingDisk(() => systemError('ENOSPC'))
    // No disk has that much.
    const huge = { bytes: 1e21, async *chunks() {} }
    await expect(writeAtomically(join(folder, 'x.bin'), huge, { disk })).rejects.toThrow(
      /the disk is full; it takes 10+\.0 GB, of which [\d.]+ [kMG]B are free\.$/,
    )
  })
})

test('what killed writers left is removed, and nothing else', async () => {
  const disk = failingDisk((operation) =>
    operation === 'rename' || operation === 'remove' ? new Killed() : null,
  )
  await expect(writeAtomically(join(folder, 'x.bin'), Uint8Array.of(1), { disk })).rejects.toThrow(Killed)
  await writeFile(join(folder, 'y.tmp'), 'of somebody else')
  expect(await readdir(folder)).toEqual([`x.bin.${process.pid}.tmp`, 'y.tmp'])
  await removeUnfinished(folder, realDisk)
  expect(await readdir(folder)).toEqual(['y.tmp'])
})
