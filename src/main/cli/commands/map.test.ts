import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runInFolder } from '../testing/run-in-folder.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'map-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const studio = (...words: string[]) => runInFolder(folder, [...words, '--json'])

it('writes items and proposals with their places, and draws again only for what is new', {
  timeout: 60_000,
}, async () => {
  expect((await studio('init', '--sample')).code).toBe(0)
  const dataset = ['--dataset', 'Sample shop (synthetic)']
  await studio('propose', ...dataset, '--generator', 'rule-based', '--limit', '3')
  await studio('decide', '--proposal', '2', '--verdict', 'reject', '--by', 'Ada')
  const words = ['map', ...dataset, '--to', 'map.csv']
  const first = await studio(...words)
  expect(first.code).toBe(0)
  expect(JSON.parse(first.out)).toMatchObject({ file: join(folder, 'map.csv'), proposals: 3 })
  expect(first.err).toContain('Drawing')
  const csv = readFileSync(join(folder, 'map.csv'), 'utf8')
  const [header, ...rows] = csv.trimEnd().split('\r\n')
  expect(header).toBe('x,y,item,title,category,proposal,state')
  expect(
    rows.filter((row) => /,\d+,(pending|rejected)$/.test(row)).map((row) => row.split(',').at(-1)),
  ).toEqual(['pending', 'rejected', 'pending'])
  for (const row of rows) expect(row).toMatch(/^-?[\d.e-]+,-?[\d.e-]+,\d+,/)

  const again = await studio(...words)
  expect(again.err).not.toContain('Drawing')
  expect(readFileSync(join(folder, 'map.csv'), 'utf8')).toBe(csv)
  expect((await studio(...words, '--again')).err).toContain('Drawing')
  expect(readFileSync(join(folder, 'map.csv'), 'utf8')).toBe(csv)
})
