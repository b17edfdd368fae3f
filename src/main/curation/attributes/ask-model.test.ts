import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seedDataset, seedJob, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { OWNER_HERE } from '#shared/contract/access.ts'
import type { Annotator } from '#shared/contract/ids.ts'
import { DEFAULT_SETTINGS, type StudioEvent } from '#shared/contract/system.ts'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { createAttributesService } from './attributes-service.ts'

let folder: string
let workspace: Workspace
let double: OllamaDouble
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ask-model-'))
  workspace = openWorkspace(folder)
  double = await startOllamaDouble()
})
afterEach(async () => {
  await double.close()
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

/** Proposals that name colors in the words of several people. */
function studio(chosen: { model?: string | null; host?: string } = {}) {
  const events: StudioEvent[] = []
  const seeded = seedDataset(workspace, 'mugs', ['One', 'Two', 'Three'])
  const changes = [
    { name: 'color', from: 'red', to: 'blue' },
    { name: 'color', from: 'crimson', to: 'azure' },
    { name: 'shade', from: 'red', to: 'green' },
  ]
  changes.forEach((change, at) => {
    const item = seeded.items[at]
    if (item === undefined) throw new RangeError(`item ${at}`)
    const attributes = [{ ...change, modality: 'text' as const, reason: '' }]
    seedProposal(workspace, { ...seeded, job: seedJob(workspace, seeded.dataset), item }, { attributes })
  })
  const service = createAttributesService({
    workspace,
    publish: (event) => void events.push(event),
    settings: () => ({
      ...DEFAULT_SETTINGS,
      ollamaHost: chosen.host ?? double.url,
      model: chosen.model === undefined ? TEXT_MODEL : chosen.model,
    }),
    closing: new AbortController().signal,
  })
  const { dataset } = seeded
  return {
    dataset,
    events,
    service,
    ask: (signal?: AbortSignal) => service.askModel({ dataset }, { signal, caller: OWNER_HERE }),
    suggested: async () =>
      (await service.list({ dataset })).suggestions.map(({ source, reason, verdicts }) => ({
        source,
        reason,
        verdicts,
      })),
  }
}

const chats = () => double.requests.filter(({ path }) => path === '/api/chat')

describe('a model that is asked which terms mean the same', () => {
  it('makes suggestions beside those of the rules, and merges nothing', async () => {
    const { ask, suggested, service, dataset, events } = studio()
    const before = await service.list({ dataset })
    expect(await ask()).toEqual({ model: TEXT_MODEL, questions: 3, merges: 3 })
    expect(await suggested()).toEqual([
      {
        source: 'model',
        reason: `${TEXT_MODEL}: another word for color`,
        verdicts: [{ kind: 'name', name: 'shade', into: 'color' }],
      },
      {
        source: 'model',
        reason: `${TEXT_MODEL}: another word for red`,
        verdicts: [{ kind: 'value', name: 'color', value: 'crimson', into: 'red' }],
      },
      {
        source: 'model',
        reason: `${TEXT_MODEL}: another word for blue`,
        verdicts: [{ kind: 'value', name: 'color', value: 'azure', into: 'blue' }],
      },
    ])
    expect((await service.list({ dataset })).attributes).toEqual(before.attributes)
    expect(events).toContainEqual({ topic: 'attributes', dataset })
  })

  it('asks in few questions that constrain the answer to the terms', async () => {
    const { ask } = studio()
    await ask()
    const formats = chats().map(({ body }) => JSON.stringify(body.format))
    expect(formats).toHaveLength(3)
    expect(formats[0]).toContain('"enum":["color","shade"]')
  })

  it('leaves out what a curator decided, and follows merges made since', async () => {
    const { ask, suggested, service, dataset } = studio()
    await ask()
    const annotator = 'Ada' as Annotator
    service.decide({
      dataset,
      annotator,
      verdicts: [
        { kind: 'name', name: 'shade', into: 'shade' },
        { kind: 'value', name: 'color', value: 'azure', into: 'azure' },
        { kind: 'name', name: 'color', into: 'hue' },
      ],
    })
    expect((await suggested()).map(({ verdicts }) => verdicts[0])).toEqual([
      { kind: 'value', name: 'hue', value: 'crimson', into: 'red' },
    ])
  })

  it('has one chance to repair an answer', async () => {
    const { ask, suggested } = studio()
    double.faults.push({ kind: 'answer', content: '{"merges": [{"from": "shade", "into": "size"}]}' })
    await ask()
    expect(chats()).toHaveLength(4)
    expect(JSON.stringify(chats()[1]?.body.messages)).toContain('does not fit the schema')
    expect(await suggested()).toHaveLength(3)
  })

  it('keeps what it said where a later question fails, and says about what it failed', async () => {
    const { ask, suggested } = studio()
    double.faults.push(
      { kind: 'none' },
      { kind: 'answer', content: 'no idea' },
      { kind: 'answer', content: '' },
    )
    await expect(ask()).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringContaining('the values of “color”'),
    })
    expect(await suggested()).toHaveLength(1)
  })

  it('is named, there, and reachable, or the answer says what to do', async () => {
    const chosen: { model?: string | null; host?: string } = { model: null }
    const { ask } = studio(chosen)
    await expect(ask()).rejects.toMatchObject({ code: 'BAD_INPUT' })
    chosen.model = 'nobody:1b'
    await expect(ask()).rejects.toThrow('Ollama has no model "nobody:1b".')
    const gone = await startOllamaDouble()
    const { url } = gone
    await gone.close()
    chosen.host = url
    await expect(ask()).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `Ollama does not answer at ${url}.`,
      retry: 'Start Ollama, or set its host.',
    })
  })

  it('is asked by one at a time, and no longer once nobody waits', async () => {
    const { ask } = studio()
    const gone = new AbortController()
    double.faults.push({ kind: 'late', milliseconds: 60_000 })
    const first = ask(gone.signal)
    const failed = expect(first).rejects.toThrow()
    await expect(ask()).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect.poll(() => chats()).toHaveLength(1)
    gone.abort()
    await failed
    expect(await ask()).toMatchObject({ merges: 3 })
  })
})
