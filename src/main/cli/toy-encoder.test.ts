import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { readProvenance } from '#main/store/proposal-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { seedDataset } from '#main/store/testing/seed.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import { ProposalId } from '#shared/contract/ids.ts'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { runStudio } from './program.ts'

/** What a new encoder needs besides its descriptor and its code: a line in each registry. */
vi.mock('#shared/encoders/registry.ts', async (original) => {
  const registry = await original<typeof import('#shared/encoders/registry.ts')>()
  const { toy } = await import('#shared/encoders/testing/toy.ts')
  return {
    ...registry,
    textEncoders: [...registry.textEncoders, toy],
    encoders: [...registry.encoders, toy],
  }
})
vi.mock('#main/encoders/registry.ts', async (original) => {
  const registry = await original<typeof import('#main/encoders/registry.ts')>()
  const { toy } = await import('#main/encoders/testing/toy.ts')
  return { ...registry, textFactories: { ...registry.textFactories, toy } }
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

it('a new encoder is listed with its settings', async () => {
  expect(await studio('models', '--encoders', '--json')).toContain(
    '{"name":"toy","label":"Toy","summary":"The length of a text.","source":"none","settings":[{"name":"scale"',
  )
})

it('a new encoder can be chosen for a workspace, with a cache of its own', async () => {
  const workspace = openWorkspace(folder)
  const { dataset } = seedDataset(workspace, 'mugs', ['Red mug of tin', 'Blue mug of tin', 'Red jug of oak'])
  const textEncoder = TextEncoderSettings.parse({ name: 'toy', scale: 0.5 })
  const encode = createCatalogueEncoder(workspace)
  expect((await encode(dataset)).encoder.dimensions).toBe(384)
  const { vectors } = await encode(dataset, textEncoder)
  expect([...vectors]).toEqual([12.5, 13, 12.5])
  workspace.database.close()

  await studio('settings', '--set', 'textEncoder={"name":"toy","scale":0.5}', '--workspace', folder)
  const propose = ['propose', '--dataset', 'mugs', '--generator', 'rule-based', '--workspace', folder]
  expect(await studio(...propose)).toMatch(/[1-3] proposed/)
  const after = openWorkspace(folder)
  expect(readSettings(after.database).textEncoder).toEqual(textEncoder)
  expect(readProvenance(after.database, ProposalId.parse(1))?.encoder).toBe('toy@7 scale=0.5')
  expect(readdirSync(after.paths.features('')).toSorted()).toEqual([
    `hashed-tfidf-1-dataset-${dataset}`,
    `toy-7-scale=0.5-dataset-${dataset}`,
  ])
  after.database.close()
})
