import { expect, it } from 'vitest'
import { READERS } from '#main/catalogue/readers/registry.ts'
import { EXPORTERS } from '#main/exports/registry.ts'
import { encoders } from '#shared/encoders/registry.ts'
import { generators } from '#shared/generators/registry.ts'
import { models } from '#shared/training/models/registry.ts'
import { optimizers } from '#shared/training/optimizers/registry.ts'
import { samplers } from '#shared/training/samplers/registry.ts'
import { runStudio } from '../program.ts'

async function list(...options: string[]) {
  const { code, out, err } = await studio('models', ...options, '--json')
  const lines = out.split('\n').filter((line) => line !== '')
  return { code, err, rows: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

async function studio(...words: string[]) {
  let out = ''
  let err = ''
  const code = await runStudio(words, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    columns: () => null,
    folder: '.',
    program: { trainer: 'trainer.mjs', renderer: 'renderer' },
    interrupted: new AbortController().signal,
  })
  return { code, out, err }
}

it.each([
  [[], models],
  [['--samplers'], samplers],
  [['--optimizers'], optimizers],
  [['--generators'], generators],
  [['--encoders'], encoders],
  [['--formats'], [...READERS, ...EXPORTERS]],
])('models %j lists the whole registry', async (options, registry) => {
  const { code, rows } = await list(...options)
  expect(code).toBe(0)
  expect(rows.map(({ name }) => name)).toEqual(registry.map(({ name }) => name))
})

it('shows the settings of a sampler with type, default and help', async () => {
  const { rows } = await list('--samplers')
  expect(rows.find(({ name }) => name === 'dns')).toMatchObject({
    settings: [{ name: 'candidates', type: expect.any(String), default: 5, help: expect.any(String) }],
  })
})

it('refuses two lists at once', async () => {
  expect((await list('--samplers', '--formats')).code).toBe(2)
})

it('shows the settings of generators, and gives them in the help of propose', async () => {
  const { rows } = await list('--generators')
  expect(rows.find(({ name }) => name === 'ollama')).toMatchObject({
    settings: expect.arrayContaining([
      { name: 'temperature', type: 'number', default: 0.8, help: expect.stringContaining('from 0 to 2') },
    ]),
    needs: { server: 'ollama' },
  })
  const { out } = await studio('propose', '--help')
  expect(out).toMatch(/Settings of every job:\n {2}concurrency=1 {2}/)
  expect(out).toMatch(/Settings of Ollama model:\n {2}model {2}Model: /)
})

it('gives the settings of models and samplers in the help of train', async () => {
  const { code, out } = await studio('train', '--help')
  expect(code).toBe(0)
  expect(out).toContain('Settings of NegGen:')
  expect(out).toMatch(/ {2}candidates=5 {2}Candidates per pair: .* \(a whole number from 1 to 256\)/)
  expect(out).not.toContain('Settings of Popularity:')
})
