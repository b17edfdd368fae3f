import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { encodeNpy } from '#shared/files/npy.ts'
import { readTestRanks } from './test-ranks.ts'

it('are read with their interactions, are null for older runs, and refused where they do not fit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'test-ranks-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['input', 'output']) mkdirSync(join(folder, name))
  const pairs = Int32Array.of(0, 4, 0, 2, 3, 1)
  writeFileSync(join(folder, 'input', 'test.npy'), encodeNpy(pairs, [3, 2]))
  expect(await readTestRanks(folder, 'a run')).toBeNull()
  const ranks = Int32Array.of(7, 0, 1)
  writeFileSync(join(folder, 'output', 'test_ranks.npy'), encodeNpy(ranks, [3]))
  expect(await readTestRanks(folder, 'a run')).toEqual({ pairs, ranks })
  writeFileSync(join(folder, 'output', 'test_ranks.npy'), encodeNpy(ranks.slice(1), [2]))
  await expect(readTestRanks(folder, 'a run')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('‘a run’'),
  })
})
