import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { worlds } from '#shared/worlds/registry.ts'
import { jsonLines, runInFolder } from '../testing/run-in-folder.ts'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sample-'))
  expect((await studio('init')).code).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function studio(...words: string[]) {
  const { code, out, err } = await runInFolder(folder, [...words, '--json'])
  return { code, err, rows: () => jsonLines(out) }
}

it('makes the world that is named, once', { timeout: 60_000 }, async () => {
  const words = ['sample', '--world', 'cold', '--seed', '7', '--set', 'coldShare=0.1']
  const made = await studio(...words)
  expect(made).toMatchObject({ code: 0 })
  expect(made.rows()).toEqual([
    {
      dataset: 'cold, seed 7, coldShare 0.1',
      world: 'cold',
      seed: 7,
      items: 320,
      users: 600,
      interactions: expect.any(Number),
    },
  ])
  expect((await studio(...words)).rows()).toEqual(made.rows())
})

it('lists the worlds with their settings', async () => {
  const { code, rows } = await studio('sample', '--list')
  expect(code).toBe(0)
  expect(rows()).toHaveLength(worlds.length)
  expect(rows()).toContainEqual(
    expect.objectContaining({ name: 'cold', settings: [expect.objectContaining({ default: 0.2 })] }),
  )
})

it.each([
  ['an unknown world', ['--world', 'moon'], 'shop, wordy'],
  ['a setting of another world', ['--set', 'coldShare=0.1'], 'coldShare'],
  ['a value out of range', ['--world', 'cold', '--set', 'coldShare=2'], 'Share of new items must be'],
  ['a seed that is none', ['--seed', '-1'], 'seed'],
])('refuses %s', async (_, words, message) => {
  const { code, err } = await studio('sample', ...words)
  expect(code).toBe(2)
  expect(err).toContain(message)
})
