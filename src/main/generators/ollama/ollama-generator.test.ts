import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type GenerationItem,
  type Generator,
  ItemFailure,
  JobFailure,
  Outage,
} from '#main/generators/generator.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { BUILT_IN } from '#main/proposals/templates/built-in.ts'
import type { ChosenTemplates, TemplateText } from '#main/proposals/templates/template-choice.ts'
import type { ItemId, MediaHash, TemplateId } from '#shared/contract/ids.ts'
import { TemplateKind } from '#shared/contract/templates.ts'
import { StrategyName } from '#shared/generators/strategies/strategy-name.ts'
import { CRASHED } from '#tests/support/ollama-double/faults.ts'
import { TEXT_MODEL, THINKING_MODEL, VISION_MODEL } from '#tests/support/ollama-double/models.ts'
import {
  type DoubleOptions,
  type OllamaDouble,
  startOllamaDouble,
} from '#tests/support/ollama-double/server.ts'
import { createOllamaGenerator } from './ollama-generator.ts'

let folder: string
let double: OllamaDouble
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'generator-'))
  double = await startOllamaDouble()
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await double.close()
})

function template(kind: TemplateKind): TemplateText {
  const found = BUILT_IN.find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`no ${kind}`)
  return { id: 1 as TemplateId, version: 1, ...found }
}
const templates: ChosenTemplates = Object.fromEntries(
  TemplateKind.options.map((kind) => [kind, template(kind)]),
)

interface Change {
  strategy?: StrategyName
  model?: string
  pictures?: boolean
  contextLength?: number
  canaries?: Canary
}

async function ready(change: Change = {}): Promise<Generator> {
  const { model = VISION_MODEL, contextLength = 8192, canaries = new Canary() } = change
  const { strategy = 'attributes', pictures = true } = change
  const generator = createOllamaGenerator({
    options: {
      name: 'ollama',
      model,
      host: double.url,
      strategy,
      pictures,
      templates: {},
      examples: 0,
      temperature: 0.8,
      contextLength,
    },
    templates,
    canaries,
  })
  await generator.prepare(AbortSignal.timeout(5000))
  return generator
}

async function item(change: Partial<GenerationItem> = {}): Promise<GenerationItem> {
  const path = join(folder, 'poster')
  const poster = { create: { width: 900, height: 1200, channels: 3, background: '#b01c1c' } } as const
  writeFileSync(path, await sharp(poster).png().toBuffer())
  return {
    id: 7 as ItemId,
    title: 'Toy Story (1995)',
    description: 'An American animation film, a comedy for the family.',
    category: 'Comedy',
    attributes: [{ name: 'genres', values: ['Animation', 'Comedy'] }],
    image: { hash: 'a'.repeat(64) as MediaHash, path },
    ...change,
  }
}

const request = { seed: 3, hint: null, signal: new AbortController().signal }
const chats = () => double.of('/api/chat').map(({ body }) => body)
const prompts = () =>
  chats().map((body) => (body.messages as { content: string }[]).map(({ content }) => content))

describe('the Ollama generator', () => {
  it.each([
    ['attributes', ['describe', 'attributes', 'values']],
    ['one-call', ['one-call']],
    ['full-text', ['describe', 'mask', 'complete']],
  ] as const)('makes a negative by %s', async (strategy, steps) => {
    const generator = await ready({ strategy })
    const generation = await generator.propose(await item(), request)
    expect(generation.steps.map(({ step }) => step)).toEqual(steps)
    expect(generation.visualPositive).toContain('red')
    expect(generation.negative.text).not.toMatch(/comedy/i)
    expect(generation.negative.attributes.some(({ modality }) => modality === 'both')).toBe(true)
    expect(generation).toMatchObject({
      flags: [],
      model: VISION_MODEL,
      modelDigest: 'a'.repeat(64),
      serverVersion: '0.33.0',
    })
    expect(generation.outsideEdits).toBeLessThan(0.1)
    expect(generation.steps[0]).toMatchObject({
      template: { name: 'NegGen', version: 1 },
      promptTokens: expect.any(Number),
      answers: [expect.stringContaining('"description"')],
    })
  })

  it.each(StrategyName.options)(
    'shows the picture once, small, and loads the model once: %s',
    async (strategy) => {
      const generator = await ready({ strategy })
      const canaries = chats().length
      await generator.propose(await item(), request)
      const pictures = chats()
        .slice(canaries)
        .map((body) => (body.messages as { images?: string[] }[]).flatMap(({ images = [] }) => images))
      expect(pictures[0]).toHaveLength(1)
      expect(pictures.slice(1).flat()).toEqual([])
      const shown = await sharp(Buffer.from(pictures[0]?.[0] ?? '', 'base64')).metadata()
      expect(shown).toMatchObject({ format: 'jpeg', width: 384, height: 512 })
      expect([double.runners.loads, double.runners.reloads]).toEqual([1, 0])
    },
  )

  it('says the same for the same seed', async () => {
    const generator = await ready()
    const toyStory = await item()
    const ask = async (seed: number) => (await generator.propose(toyStory, { ...request, seed })).negative
    expect(await ask(5)).toEqual(await ask(5))
    const texts = new Set((await Promise.all([1, 2, 3, 4].map(ask))).map(({ text }) => text))
    expect(texts.size).toBeGreaterThan(1)
  })

  it.each([
    ['attributes', ['attributes', 'values']],
    ['one-call', ['one-call']],
    ['full-text', ['mask', 'complete']],
  ] as const)('works on the text alone where there is no picture: %s', async (strategy, steps) => {
    const generator = await ready({ strategy })
    const generation = await generator.propose(await item({ image: null }), request)
    expect(generation.steps.map(({ step }) => step)).toEqual(steps)
    expect([generation.visualPositive, generation.negative.visual, generation.flags]).toEqual(['', '', []])
    expect(prompts().at(-1)?.join()).not.toMatch(/visual_description>|modality"/)
  })

  it.each(StrategyName.options)('leaves the picture out where the job does: %s', async (strategy) => {
    const generator = await ready({ strategy, pictures: false, model: TEXT_MODEL })
    expect(double.of('/api/chat')).toHaveLength(0)
    const generation = await generator.propose(await item(), request)
    expect(generation.visualPositive).toBe('')
    expect(generation.flags).toEqual(['unbalanced'])
  })

  it('passes a curator’s wish on', async () => {
    const generator = await ready()
    await generator.propose(await item(), { ...request, hint: 'make it a western' })
    expect(
      prompts()
        .slice(-3)
        .map((list) => list.join().includes('make it a western')),
    ).toEqual([false, true, true])
  })

  it('keeps thoughts out of the way', async () => {
    const generator = await ready({ model: THINKING_MODEL })
    await generator.propose(await item(), request)
    expect(chats().map((body) => body.think)).toEqual([false, false, false, false])
  })

  it('repairs an answer once, with the complaint and the offending part before its eyes', async () => {
    const generator = await ready()
    const wrong = JSON.stringify({ attributes: [], note: 'and so on' })
    double.faults.push({ kind: 'none' }, { kind: 'answer', content: wrong })
    const generation = await generator.propose(await item(), request)
    expect(generation.flags).toEqual(['repaired'])
    expect(generation.steps[1]?.answers).toEqual([wrong, expect.stringContaining('words')])
    const repair = prompts().find((list) => list.length === 4)
    expect(repair?.[2]).toBe('[]')
    expect(repair?.[3]).toMatch(/^Your answer cannot be used[\s\S]*attributes/)
  })

  it.each([
    ['was cut off', { kind: 'length', characters: 20 } as const, /too long/],
    ['repeats itself', { kind: 'no-final-line', after: 3 } as const, /repeats itself/],
    ['breaks the schema', { kind: 'answer', content: '{}' } as const, /schema/],
  ])('gives an item up whose repaired answer %s, and keeps what was said', async (_, fault, message) => {
    const generator = await ready()
    double.faults.push(fault, fault)
    const failure = await generator.propose(await item(), request).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ItemFailure)
    expect((failure as ItemFailure).message).toMatch(message)
    expect((failure as ItemFailure).answers).toEqual([
      expect.stringMatching(/^\{/),
      expect.stringMatching(/^\{/),
    ])
  })

  it('shows nothing of an answer that ran away', async () => {
    const generator = await ready()
    double.faults.push({ kind: 'length', characters: 20 })
    await generator.propose(await item(), request)
    const repair = chats().at(-3)?.messages as { role: string; images?: unknown[] }[]
    expect(repair.map(({ role }) => role)).toEqual(['system', 'user', 'user'])
  })

  it('passes on what the server fails of', async () => {
    const generator = await ready()
    double.faults.push(CRASHED)
    await expect(generator.propose(await item(), request)).rejects.toMatchObject({ name: 'RetryableFailure' })
  })

  it('gives an item up whose text does not fit, before it asks', async () => {
    const generator = await ready({ contextLength: 2048 })
    const before = chats().length
    const long = await item({ image: null, description: 'A long comedy. '.repeat(400) })
    await expect(generator.propose(long, request)).rejects.toThrow(/raise the context length/)
    expect(chats()).toHaveLength(before)
  })

  it('gives an item up whose picture cannot be read', async () => {
    const generator = await ready()
    writeFileSync(join(folder, 'broken'), 'no picture')
    const broken = { hash: 'b'.repeat(64) as MediaHash, path: join(folder, 'broken') }
    await expect(generator.propose(await item({ image: broken }), request)).rejects.toThrow(ItemFailure)
  })

  it('works with servers that ignore schemas', async () => {
    await double.close()
    double = await startOllamaDouble({ schemas: 'ignored' } satisfies DoubleOptions)
    const generator = await ready()
    expect((await generator.propose(await item(), request)).flags).toEqual([])
  })
})

it('a server that is gone is an outage, and goes on once it is back', async () => {
  const generator = await ready()
  const port = Number(new URL(double.url).port)
  await double.close()
  await expect(generator.propose(await item(), request)).rejects.toThrow(Outage)
  double = await startOllamaDouble({ port })
  expect((await generator.propose(await item(), request)).flags).toEqual([])
})

describe('before a job', () => {
  it('a missing model stops it', async () => {
    await expect(ready({ model: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a model that has lost its sight stops it', async () => {
    double.models = double.models.map((model) => ({ ...model, blind: true }))
    await expect(ready()).rejects.toThrow(/does not see: shown a green triangle/)
  })

  it('a model that reads only may begin, and is stopped by the first picture', async () => {
    const generator = await ready({ model: TEXT_MODEL })
    await generator.propose(await item({ image: null }), request)
    await expect(generator.propose(await item(), request)).rejects.toThrow(JobFailure)
  })

  it('the canary is shown once per model and version of the server', async () => {
    const canaries = new Canary()
    await ready({ canaries })
    await ready({ canaries })
    expect(double.of('/api/chat')).toHaveLength(1)
    double.version = '0.34.0'
    await ready({ canaries })
    expect(double.of('/api/chat')).toHaveLength(2)
  })
})

const movies = resolve(import.meta.dirname, '../../../../../shared/data/movies')

describe('on real items', () => {
  it.skipIf(!existsSync(movies)).each(StrategyName.options)(
    'makes negatives of movies by %s [needs ../shared/data/movies]',
    async (strategy) => {
      const rows: Record<string, string>[] = parse(readFileSync(join(movies, 'items.csv')), {
        columns: true,
        to: 40,
      })
      const generator = await ready({ strategy })
      for (const [index, row] of rows.entries()) {
        const movie: GenerationItem = {
          id: (index + 1) as ItemId,
          title: row.title ?? '',
          description: row.description ?? '',
          category: row.genres?.split('|')[0] ?? null,
          attributes: [{ name: 'genres', values: row.genres?.split('|') ?? [] }],
          image: { hash: 'c'.repeat(64) as MediaHash, path: join(movies, row.image ?? '') },
        }
        const generation = await generator.propose(movie, request)
        expect(generation.negative.attributes.length).toBeGreaterThan(0)
        expect(generation.outsideEdits).toBeLessThan(0.1)
        expect(generation.flags).not.toContain('repaired')
      }
    },
    60_000,
  )
})
