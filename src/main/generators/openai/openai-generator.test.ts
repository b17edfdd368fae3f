import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GenerationItem, type Generator, ItemFailure, Outage } from '#main/generators/generator.ts'
import { createGenerators } from '#main/generators/generators.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { OpenAiServer } from '#main/openai/openai-server.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { DatasetId, type ItemId, type MediaHash } from '#shared/contract/ids.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { StrategyName } from '#shared/generators/strategies/strategy-name.ts'
import {
  type OpenAiDouble,
  READING_MODEL,
  SEEING_MODEL,
  startOpenAiDouble,
} from '#tests/support/openai-double/server.ts'

let folder: string
let workspace: Workspace
let double: OpenAiDouble
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openai-generator-'))
  workspace = openWorkspace(folder)
  seedTemplates(workspace.database)
  double = await startOpenAiDouble()
})
afterEach(async () => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
  await double.close()
})

async function ready(settings: object = {}, host = double.url): Promise<Generator> {
  const generators = createGenerators({ workspace, canary: new Canary() })
  const chosen = { model: SEEING_MODEL, host, ...settings }
  const generator = generators.create(
    generators.freeze('openai', chosen, DEFAULT_SETTINGS),
    DatasetId.parse(1),
  )
  await generator.prepare(AbortSignal.timeout(60_000))
  return generator
}

async function item(): Promise<GenerationItem> {
  const path = join(folder, 'poster.png')
  const poster = { create: { width: 900, height: 1200, channels: 3, background: '#b01c1c' } } as const
  writeFileSync(path, await sharp(poster).png().toBuffer())
  return {
    id: 7 as ItemId,
    title: 'Toy Story (1995)',
    description: 'An American animation film, a comedy for the family.',
    category: 'Comedy',
    attributes: [{ name: 'genres', values: ['Animation', 'Comedy'] }],
    image: { hash: 'a'.repeat(64) as MediaHash, path },
  }
}
const request = { seed: 3, hint: null, signal: new AbortController().signal }

describe('the OpenAI-compatible generator', () => {
  it.each(StrategyName.options)(
    'makes a negative by %s, in questions that a strict server takes',
    async (strategy) => {
      const generator = await ready({ strategy })
      const generation = await generator.propose(await item(), request)
      expect(generation).toMatchObject({
        flags: [],
        model: SEEING_MODEL,
        modelDigest: null,
        serverVersion: 'vllm 0.12.0',
      })
      expect(generation.visualPositive).toContain('red')
      expect(generation.negative.text).not.toMatch(/comedy/i)
      expect(generation.steps[0]).toMatchObject({
        promptTokens: expect.any(Number),
        answerTokens: expect.any(Number),
      })
    },
  )

  it('says the same for the same seed', async () => {
    const generator = await ready()
    const toyStory = await item()
    const ask = async (seed: number) => (await generator.propose(toyStory, { ...request, seed })).negative
    expect(await ask(5)).toEqual(await ask(5))
  })

  it.each([
    ['what breaks a rule', { kind: 'answer', content: '{"attributes": []}' } as const],
    ['what was cut at the bound', { kind: 'length', characters: 20 } as const],
  ])('has %s repaired once, in turns that chat templates take', async (_, fault) => {
    const generator = await ready()
    double.faults.push({ kind: 'none' }, fault)
    expect((await generator.propose(await item(), request)).flags).toEqual(['repaired'])
    double.faults.push({ kind: 'none' }, fault, fault)
    await expect(generator.propose(await item(), request)).rejects.toThrow(ItemFailure)
  })

  it('waits for a server that is gone, and goes on once it is back', async () => {
    const generator = await ready()
    const port = Number(new URL(double.url).port)
    await double.close()
    await expect(generator.propose(await item(), request)).rejects.toThrow(Outage)
    double = await startOpenAiDouble({ port })
    expect((await generator.propose(await item(), request)).flags).toEqual([])
  })

  it('begins with no model that does not see, unless pictures are left out', async () => {
    await expect(ready({ model: READING_MODEL })).rejects.toThrow(/cannot see pictures/)
    const generator = await ready({ model: READING_MODEL, pictures: false })
    expect((await generator.propose(await item(), request)).visualPositive).toBe('')
  })

  it('begins with no model that guesses at pictures', async () => {
    const guess = { kind: 'answer', content: '{"color": "red", "shape": "circle"}' } as const
    double.faults.push(guess, guess)
    await expect(ready()).rejects.toThrow(/does not see: shown a green triangle, it answered "red circle"/)
  })

  it('sends no more than the server has room for', async () => {
    await double.close()
    double = await startOpenAiDouble({ models: [{ name: SEEING_MODEL, sees: true, contextLength: 2048 }] })
    const generator = await ready()
    const before = double.requests.length
    const long = { ...(await item()), image: null, description: 'A long comedy. '.repeat(400) }
    await expect(generator.propose(long, request)).rejects.toThrow(/raise the context length/)
    expect(double.requests).toHaveLength(before)
  })
})

const real = process.env.NEGGEN_OPENAI_HOST ?? ''

it.skipIf(real === '')(
  'makes a negative on a real server [needs NEGGEN_OPENAI_HOST, such as http://127.0.0.1:8080/v1]',
  async () => {
    const [model] = await new OpenAiServer(real, null).models(request.signal)
    const generator = await ready({ model: model?.name, pictures: false, strategy: 'one-call' }, real)
    const outcome = await generator.propose(await item(), request).catch((error: unknown) => error)
    // A weak model may break the rules twice; what counts is that it was asked in a way that its server takes.
    if (outcome instanceof ItemFailure) expect(outcome.answers).toHaveLength(2)
    else expect(outcome).toMatchObject({ model: model?.name, steps: [{ step: 'one-call' }] })
  },
  600_000,
)
