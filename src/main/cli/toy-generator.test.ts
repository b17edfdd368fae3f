import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runStudio } from '#main/cli/program.ts'
import { seedDataset } from '#main/store/testing/seed.ts'
import { openWorkspace } from '#main/store/workspace.ts'

/** What a new generator needs besides its descriptor and its code: a line in each registry. */
vi.mock('#shared/generators/registry.ts', async (original) => {
  const { generators } = await original<typeof import('#shared/generators/registry.ts')>()
  const { toy } = await import('#shared/generators/testing/toy.ts')
  return { generators: [...generators, toy] }
})
vi.mock('#main/generators/registry.ts', async (original) => {
  const { factories } = await original<typeof import('#main/generators/registry.ts')>()
  const { toy } = await import('#main/generators/testing/toy.ts')
  return { factories: { ...factories, toy } }
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toy-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function studio(...words: string[]): Promise<string> {
  let said = ''
  const say = (text: string) => {
    said += text
  }
  await runStudio(words, {
    out: say,
    err: say,
    columns: () => null,
    folder,
    program: { trainer: 'trainer.mjs', renderer: 'renderer' },
    interrupted: new AbortController().signal,
  })
  return said
}

it('a new generator is listed with its settings, and in the help', async () => {
  expect(await studio('models', '--generators', '--json')).toContain(
    '{"name":"toy","label":"Toy","summary":"Puts one word before the title.","source":"none","settings":[{"name":"word"',
  )
  const help = await studio('propose', '--help')
  expect(help).toMatch(/who proposes: ollama,\s+openai,\s+rule-based,\s+toy/)
  expect(help).toContain('word=Blue  Word (a text)')
})

it('a new generator proposes by command, through the queue, with its settings', async () => {
  const workspace = openWorkspace(folder)
  seedDataset(workspace, 'mugs', ['Red mug', 'Tin mug'])
  workspace.database.close()
  const propose = ['propose', '--dataset', 'mugs', '--generator', 'toy', '--workspace', folder]
  expect(await studio(...propose, '--set', 'colour=green')).toContain('There is no setting "colour"')
  expect(await studio(...propose, '--set', 'word=Green')).toContain('2 proposed, 0 failed')
  const listed = await studio('proposals', '--dataset', 'mugs', '--workspace', folder, '--json')
  expect(listed).toContain('"generator":"toy"')
  expect(listed).toContain('"text":"Green Tin mug"')
  const job = JSON.parse(await studio('jobs', '--job', '2', '--workspace', folder, '--json'))
  expect(job).toMatchObject({ options: { generator: { name: 'toy', word: 'Green' }, seed: 1 } })
})
