import { expect, it, vi } from 'vitest'
import { runStudio } from './program.ts'

/** What lists and help need of a new model or sampler: the line of its descriptor. */
vi.mock('#shared/training/models/registry.ts', async (original) => {
  const { models } = await original<typeof import('#shared/training/models/registry.ts')>()
  const { toy } = await import('#shared/training/models/testing/toy.ts')
  return { models: [...models, toy] }
})
vi.mock('#shared/training/samplers/registry.ts', async (original) => {
  const { samplers } = await original<typeof import('#shared/training/samplers/registry.ts')>()
  const { toy } = await import('#shared/training/samplers/testing/toy.ts')
  return { samplers: [...samplers, toy] }
})

async function studio(...words: string[]): Promise<string> {
  let said = ''
  const say = (text: string) => {
    said += text
  }
  await runStudio(words, {
    out: say,
    err: say,
    columns: () => null,
    folder: '.',
    program: { trainer: 'trainer.mjs', renderer: 'renderer' },
    interrupted: new AbortController().signal,
  })
  return said
}

it('a new model is listed with its settings and needs', async () => {
  const listed = await studio('models', '--json')
  expect(listed).toContain('{"name":"toy","label":"Toy","summary":"An item is a projection of its text."')
  expect(listed).toContain('"help":"Width; Of the vectors.')
  expect(listed).toContain('"needs":{"features":["item_text"],"negatives":"none","steps":"triples"}')
})

it('a new sampler is listed with its settings', async () => {
  expect(await studio('models', '--samplers', '--json')).toContain(
    '{"name":"toy","label":"Toy","summary":"The item some places after a uniform one.","source":"none","settings":[{"name":"stride"',
  )
})

it('both are in the help of train, with their settings', async () => {
  const help = await studio('train', '--help')
  expect(help).toContain('width=4  Width')
  expect(help).toContain('stride=1  Stride')
})
