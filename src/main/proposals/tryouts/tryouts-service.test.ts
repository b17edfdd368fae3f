import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { createGenerators } from '#main/generators/generators.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { readProposedItems } from '#main/store/testing/inspect.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { OWNER_HERE } from '#shared/contract/access.ts'
import { ItemId } from '#shared/contract/ids.ts'
import { TryoutRequest } from '#shared/contract/tryouts.ts'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { createTryoutsService } from './tryouts-service.ts'

let folder: string
let workspace: Workspace
let double: OllamaDouble
let service: ReturnType<typeof createTryoutsService>
let mug: ItemId

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tryouts-'))
  workspace = openWorkspace(folder)
  double = await startOllamaDouble()
  seedTemplates(workspace.database)
  const { items } = seedCatalogue(workspace, 'shop', [
    { title: 'Red mug', description: 'A red mug of clay.', category: 'Kitchen' },
    { title: 'Blue mug', description: 'A blue mug of clay.', category: 'Kitchen' },
  ])
  mug = items[0] ?? ItemId.parse(1)
  const texts = createCatalogueEncoder(workspace)
  service = createTryoutsService({
    workspace,
    generators: createGenerators({ workspace, canary: new Canary() }),
    texts,
    pictures: createPictureEncoder(workspace),
  })
})
afterEach(async () => {
  await double.close()
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

type Wish = Partial<Omit<TryoutRequest, 'settings'>> & { settings?: Record<string, unknown> }

function request({ settings = {}, ...wish }: Wish = {}): TryoutRequest {
  const own = { model: TEXT_MODEL, host: double.url, pictures: false, ...settings }
  return TryoutRequest.parse({ item: mug, generator: 'ollama', seed: 1, settings: own, ...wish })
}

const context = (signal?: AbortSignal) => ({ caller: OWNER_HERE, signal })
const chats = () => double.of('/api/chat')

describe('prompts tried out', () => {
  it('show the next one without any server', async () => {
    const settings = { host: 'http://127.0.0.1:9' }
    const first = await service.prompt(request({ settings }))
    expect(first).toMatchObject({ step: 'attributes', picture: false })
    expect(first?.prompt).toContain('A red mug of clay.')
    expect(first?.estimatedTokens).toBeGreaterThan(100)
    expect(
      await service.prompt(
        request({ settings, drafts: { attributes: { system: 'Hm', prompt: 'Of {{title}}?' } } }),
      ),
    ).toMatchObject({ system: 'Hm', prompt: 'Of Red mug?' })
  })

  it('name the place of what a draft cannot have', async () => {
    const drafts = { attributes: { system: '', prompt: 'Of {{titel}}?' } }
    const said = 'There is no variable "titel"'
    await expect(service.prompt(request({ drafts }))).rejects.toThrow(said)
    const { outcome } = await service.ask(request({ drafts }), context())
    expect(outcome).toMatchObject({ state: 'failed', message: expect.stringContaining(said) })
    expect(chats()).toHaveLength(0)
  })

  it('go step by step to a negative with its figures, and store nothing', async () => {
    const drafts = { values: { system: 'Values', prompt: VALUES } }
    const first = await service.ask(request({ drafts }), context())
    expect(first.outcome).toEqual({ state: 'answered' })
    expect(first.questions).toMatchObject([{ step: 'attributes', complaint: null, violation: null }])
    expect(chats()).toHaveLength(1)

    const after = request({ drafts, answered: first.answered })
    const next = await service.prompt(after)
    expect(next).toMatchObject({ step: 'values', system: 'Values' })
    const second = await service.ask(after, context())
    expect(second.questions).toMatchObject([{ ...next, answer: expect.stringContaining('values') }])
    expect(chats()).toHaveLength(2)
    if (second.outcome.state !== 'made') throw new Error(JSON.stringify(second.outcome))
    const { positive, negative, qualityMetrics } = second.outcome.made
    expect(positive).toEqual({ text: 'Red mug\n\nA red mug of clay.', visual: '' })
    expect(negative.attributes.length).toBeGreaterThan(0)
    for (const { to } of negative.attributes) expect(negative.text.toLowerCase()).toContain(to.toLowerCase())
    expect(qualityMetrics.contrastText).toBeGreaterThan(0)
    expect(readProposedItems(workspace.database)).toEqual([])
  })

  it('show the complaint and both answers', async () => {
    double.faults.push({ kind: 'answer', content: 'No.' }, { kind: 'answer', content: 'Never.' })
    const { questions, answered, outcome } = await service.ask(request(), context())
    expect(questions.map(({ answer }) => answer)).toEqual(['No.', 'Never.'])
    expect(questions[0]?.violation).toBeTruthy()
    expect(questions[1]?.complaint).toContain(questions[0]?.violation)
    expect(answered).toEqual([])
    expect(outcome).toMatchObject({ state: 'failed', message: expect.stringContaining('cannot be used') })
  })

  it('say what would pause a job', async () => {
    const settings = { model: 'nobody-has-it' }
    const { outcome } = await service.ask(request({ settings }), context())
    expect(outcome).toMatchObject({ state: 'failed', message: expect.stringContaining('nobody-has-it') })
  })

  it('stop when the caller leaves', async () => {
    double.faults.push({ kind: 'late', milliseconds: 60_000 })
    const leaving = new AbortController()
    const asked = service.ask(request(), context(leaving.signal))
    while (chats().length === 0) await setTimeout(5)
    leaving.abort()
    await expect(asked).rejects.toBe(leaving.signal.reason)
  })

  it('make a negative without a model in one go', async () => {
    const wish = { ...request(), generator: 'rule-based' as const, settings: {} }
    expect(await service.prompt(wish)).toBeNull()
    const { questions, outcome } = await service.ask(wish, context())
    expect(questions).toEqual([])
    expect(outcome.state).toBe('made')
  })
})

const VALUES = `<text>
{{text}}
</text>
<attributes>
{{attributes}}
</attributes>
{{schema}}`
