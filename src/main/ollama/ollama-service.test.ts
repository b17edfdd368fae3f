import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PullProgress } from '#shared/contract/ollama.ts'
import { DEFAULT_SETTINGS, type StudioEvent } from '#shared/contract/system.ts'
import {
  PULLABLE_MODEL,
  TEXT_MODEL,
  THINKING_MODEL,
  VISION_MODEL,
} from '#tests/support/ollama-double/models.ts'
import {
  type DoubleOptions,
  type OllamaDouble,
  startOllamaDouble,
} from '#tests/support/ollama-double/server.ts'
import { createOllamaService, type OllamaService } from './ollama-service.ts'

let double: OllamaDouble
let service: OllamaService
let host: string
let events: StudioEvent[]

async function start(options: DoubleOptions = {}): Promise<void> {
  double = await startOllamaDouble(options)
  host = double.url
  events = []
  service = createOllamaService({
    settings: () => ({ ...DEFAULT_SETTINGS, ollamaHost: host }),
    publish: (event) => events.push(event),
    onBug: (error) => {
      throw error
    },
  })
}
beforeEach(() => start())
afterEach(async () => {
  await service.close()
  await double.close()
})

const pulls = (): PullProgress[] =>
  events.flatMap((event) => (event.topic === 'pull' ? [event.progress] : []))
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(2)
}

describe('the status', () => {
  it('is at first that somebody looks, and then what was found', async () => {
    expect(await service.status({ wait: false })).toEqual({ state: 'checking', host })
    await until(() => events.length > 0)
    expect(await service.status({ wait: false })).toMatchObject({
      state: 'connected',
      version: '0.33.0',
      models: [
        { name: VISION_MODEL, vision: true, thinking: false, contextLength: 32_768, loaded: false },
        { name: TEXT_MODEL, vision: false },
        { name: THINKING_MODEL, vision: true, thinking: true },
      ],
    })
  })

  it('is published when it changes, and only then', async () => {
    await service.refresh()
    await service.refresh()
    expect(events).toHaveLength(1)
    await double.close()
    expect(await service.status({ wait: true })).toMatchObject({ state: 'unreachable' })
    expect(events.map((event) => event.topic === 'ollama' && event.status.state)).toEqual([
      'connected',
      'unreachable',
    ])
  })

  it('asks each model once what it can do', async () => {
    await service.refresh()
    await service.refresh()
    expect(double.of('/api/show')).toHaveLength(3)
  })

  it('of a dead host holds nobody up, and a new host is looked at anew', async () => {
    await service.refresh()
    const before = host
    host = 'http://10.255.255.1:11434'
    const begin = performance.now()
    expect(await service.status({ wait: false })).toEqual({ state: 'checking', host })
    expect(performance.now() - begin).toBeLessThan(100)
    host = before
    expect(await service.status({ wait: true })).toMatchObject({ state: 'connected', host })
  })
})

describe('a pull', () => {
  it('tells its progress to the end, and the model is there', async () => {
    expect(service.pull({ model: PULLABLE_MODEL })).toMatchObject({ state: 'running', completed: 0 })
    await until(() => events.some((event) => event.topic === 'ollama'))
    const last = pulls().at(-1)
    expect(last).toMatchObject({ state: 'done', completed: 3_000_000_000, total: 3_000_000_000, error: null })
    const status = await service.status({ wait: true })
    expect(status.state === 'connected' && status.models.map(({ name }) => name)).toContain(PULLABLE_MODEL)
  })

  it('can be cancelled, and goes on where it was', async () => {
    await service.close()
    await double.close()
    await start({ pullMilliseconds: 300, pullShare: 0.4 })
    service.pull({ model: PULLABLE_MODEL })
    await until(() => pulls().some(({ completed }) => completed > 0))
    expect(service.pull({ model: PULLABLE_MODEL }).completed).toBeGreaterThan(0)
    expect(service.cancelPull({ model: PULLABLE_MODEL })).toEqual({ cancelled: true })
    await until(() => pulls().at(-1)?.state === 'cancelled')
    expect(service.cancelPull({ model: PULLABLE_MODEL })).toEqual({ cancelled: false })
    const told = pulls().length
    service.pull({ model: PULLABLE_MODEL })
    await until(() =>
      pulls()
        .slice(told)
        .some(({ total }) => total > 0),
    )
    expect(
      pulls()
        .slice(told)
        .find(({ total }) => total > 0)?.completed,
    ).toBeGreaterThan(0)
    expect(double.of('/api/pull')).toHaveLength(2)
  })

  it('of an unknown name fails in words', async () => {
    service.pull({ model: 'nobody' })
    await until(() => pulls().at(-1)?.state === 'failed')
    expect(pulls().at(-1)?.error).toMatch(/no model "nobody"/)
  })
})

describe('the canary', () => {
  it('knows a model that sees', async () => {
    expect(await service.canary({ model: VISION_MODEL })).toMatchObject({
      sees: true,
      answer: 'green triangle',
    })
    expect(await service.canary({ model: THINKING_MODEL })).toMatchObject({ sees: true })
  })

  it('knows a model that says so and does not', async () => {
    double.models = double.models.map((model) => ({ ...model, blind: true }))
    expect(await service.canary({ model: VISION_MODEL })).toMatchObject({ sees: false })
  })

  it('fails in words where no picture is taken', async () => {
    await expect(service.canary({ model: TEXT_MODEL })).rejects.toThrow(/cannot see pictures/)
  })
})
