import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { runInFolder } from '../testing/run-in-folder.ts'

let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-attributes-'))
  const things = ['red cotton shirt', 'blue wool shirt', 'red wool coat', 'green cotton coat']
  const items = things.map((thing, at) => `i${at},${thing},Clothes`)
  writeFileSync(join(folder, 'items.csv'), ['id,title,category', ...items].join('\n'))
  writeFileSync(join(folder, 'pairs.csv'), ['user,item', ...things.map((_, at) => `u1,i${at}`)].join('\n'))
  const done = async (...words: string[]) => {
    const { code, err } = await studio(...words)
    if (code !== 0) throw new Error(err)
  }
  await done('init')
  await done('import', '--name', 'Clothes', '--items', 'items.csv', '--interactions', 'pairs.csv')
  await done('propose', '--dataset', 'Clothes', '--generator', 'rule-based')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const studio = (...words: string[]) => runInFolder(folder, [...words, '--workspace', folder])

const attributes = async (...words: string[]) => {
  const { code, out, err } = await studio('attributes', '--dataset', 'Clothes', '--json', ...words)
  expect([code, err]).toEqual([0, expect.anything()])
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

it('lists attributes, marks and merges them, and takes that back', async () => {
  const [first, ...others] = await attributes()
  expect(first).toMatchObject({ role: 'undecided', changed: expect.any(Number), kept: 0, putBack: 0 })
  const { name } = first
  const marked = await attributes('--by', 'Ada', '--mark', `${name}=nuisance`, '--merge', `${name}=hue`)
  expect(marked).toHaveLength(1 + others.length)
  expect(marked).toContainEqual(
    expect.objectContaining({ name: 'hue', merged: [name], role: 'nuisance', changed: first.changed }),
  )
  const value = first.values[0].value
  const [merged] = await attributes('--by', 'Ada', '--merge-value', `hue:${value}=something`)
  expect(merged.values).toContainEqual(expect.objectContaining({ value: 'something', merged: [value] }))
  await attributes('--by', 'Ada', '--undo')
  expect(await attributes('--by', 'Ada', '--undo')).toEqual([first, ...others])
})

it('shows a table to a person', async () => {
  const { code, out } = await studio('attributes', '--dataset', 'Clothes')
  expect(code).toBe(0)
  expect(out).toMatch(/^attribute +role +changed +kept +put back/)
  expect(out).toContain('key (by count)')
})

it.each([
  ['nobody who decides', ['--mark', 'colour=key'], '--by'],
  ['an unknown role', ['--by', 'Ada', '--mark', 'colour=good'], 'key, nuisance, undecided'],
  ['a value without its attribute', ['--by', 'Ada', '--merge-value', 'red=blue'], 'ATTRIBUTE:VALUE=VALUE'],
  ['verdicts beside --undo', ['--by', 'Ada', '--undo', '--merge', 'a=b'], 'not both'],
])('refuses %s', async (_, words, message) => {
  const { code, err } = await studio('attributes', '--dataset', 'Clothes', ...words)
  expect(code).toBe(2)
  expect(err).toContain(message)
})

it('asks the model, lists what it suggests, and accepts nothing of it at once', async () => {
  const double = await startOllamaDouble()
  try {
    await studio('settings', '--set', `ollamaHost=${double.url}`)
    const listed = await attributes('--ask-model', TEXT_MODEL)
    expect(listed).toEqual(await attributes('--suggestions'))
    expect(double.requests.filter(({ path }) => path === '/api/chat').length).toBeGreaterThan(0)
    const both = await studio(
      ...['attributes', '--dataset', 'Clothes', '--by', 'Ada', '--ask-model', '--accept-suggestions'],
    )
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('Look at what the model suggests') })
    expect(await studio('attributes', '--dataset', 'Clothes', '--ask-model')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No model was chosen.'),
    })
  } finally {
    await double.close()
  }
  expect(await studio('attributes', '--dataset', 'Clothes', '--ask-model', TEXT_MODEL)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Ollama does not answer'),
  })
})
