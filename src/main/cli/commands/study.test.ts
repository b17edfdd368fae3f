import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonLines, runInFolder } from '../testing/run-in-folder.ts'

let folder: string

async function studio(...words: string[]): Promise<{ code: number; out: unknown[]; err: string }> {
  const { out, ...rest } = await runInFolder(folder, [...words, '--workspace', 'shop', '--json'])
  return { ...rest, out: jsonLines(out) }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-study-'))
  const pairs = Array.from({ length: 6 }, (_, user) =>
    Array.from({ length: 8 }, (_, item) => `u${user},i${(user + item) % 10},${item}`),
  )
  writeFileSync(join(folder, 'pairs.csv'), ['user,item,timestamp', ...pairs.flat()].join('\n'))
  const items = Array.from({ length: 10 }, (_, item) => `i${item},mug ${item}`)
  writeFileSync(join(folder, 'items.csv'), ['id,title', ...items].join('\n'))
  await studio('init')
  await studio('import', '--name', 'mugs', '--items', 'items.csv', '--interactions', 'pairs.csv')
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const NEW = ['study', 'new', '--template', 'samplers', '--dataset', 'mugs']

it('a plan is written down under a name, with what was asked for, and waits', async () => {
  const made = await studio(...NEW, '--name', 'first', '--seed', '4', '--trials', '2', '--set', 'epochs=3')
  expect(made).toMatchObject({ code: 0, out: [{ study: 'first', state: 'queued', arms: 7, trainings: 21 }] })
  expect(made.err).toContain('`studio study run "first"` starts it.')
  const { out } = await studio('study', 'show', 'first')
  expect(out[0]).toMatchObject({
    state: 'queued',
    progress: { finished: 0, total: 21 },
    plan: { seeds: [4], tuning: { trialsPerArm: 2 } },
  })
  const { plan } = z.object({ plan: z.record(z.string(), z.unknown()) }).parse(out[0])
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
  const again = await studio('study', 'new', '--name', 'again', '--file', 'plan.json')
  const hashOf = (line: unknown) => z.object({ hash: z.string() }).parse(line).hash
  expect(hashOf(again.out[0])).toBe(hashOf(made.out[0]))
  expect((await studio('study', 'list')).out).toMatchObject([{ study: 'again' }, { study: 'first' }])
})

it.each([
  ['nothing to plan from', ['study', 'new', '--name', 'x'], 2, 'Name a --template'],
  ['no data set', ['study', 'new', '--name', 'x', '--template', 'samplers'], 2, 'at least one --dataset'],
  ['an unknown template', ['study', 'new', '--name', 'x', '--template', 'best'], 2, 'Allowed choices are'],
  ['a setting of one model', [...NEW, '--name', 'x', '--set', 'layers=2'], 2, 'no setting "layers"'],
  ['a file and a template', [...NEW, '--name', 'x', '--file', 'p.json'], 2, 'leave --template out'],
  ['a file that is no plan', ['study', 'new', '--name', 'x', '--file', 'items.csv'], 1, 'cannot be read'],
  ['a study that is not there', ['study', 'run', 'nobody'], 1, 'There is no study "nobody"'],
  [
    'no curated negatives',
    ['study', 'new', '--name', 'x', '--template', 'neggen-ablation', '--dataset', 'mugs'],
    1,
    'needs a snapshot of curated negatives',
  ],
])('%s is refused', async (_, words, code, sentence) => {
  const refused = await studio(...words)
  expect(refused.code).toBe(code)
  expect(refused.err).toContain(sentence)
})
