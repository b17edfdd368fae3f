import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Canary } from '#main/model-servers/canary.ts'
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
import { createOllamaService } from './ollama-service.ts'
import { Pulls } from './pulls.ts'
import { StatusWatch } from './status-watch.ts'

let double: OllamaDouble
let service: ReturnType<typeof createOllamaService>
let watch: StatusWatch
let downloads: Pulls
let host: string
let events: StudioEvent[]

async function start(options: DoubleOptions = {}): Promise<void> {
  double = await startOllamaDouble(options)
  host = double.url
  events = []
  const onBug = (error: unknown) => {
    throw error
  }
  watch = new StatusWatch({
    host: () => host,
    changed: (status) => events.push({ topic: 'ollama', status }),
    isHeard: () => true,
    onBug,
  })
  downloads = new Pulls(
    (progress) => events.push({ topic: 'pull', progress }),
    () => watch.lookInBackground(),
    onBug,
  )
  service = createOllamaService({
    settings: () => ({ ...DEFAULT_SETTINGS, ollamaHost: host }),
    watch,
    pulls: downloads,
    canary: new Canary(),
    closing: new AbortController().signal,
  })
}

async function stop(): Promise<void> {
  watch.close()
  await downloads.close()
  await double.close()
}
beforeEach(() => start())
afterEach(stop)

const pulls = (): PullProgress[] =>
  events.flatMap((event) => (event.topic === 'pull' ? [event.progress] : []))
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(2)
}

describe('the status', () => {
  it('is what the first look finds, and then the newest one known', async () => {
    expect(await service.status({ wait: false })).toMatchObject({
      state: 'connected',
      version: '0.33.0',
      models: [
        { name: VISION_MODEL, vision: true, thinking: false, contextLength: 32_768, loaded: false },
        { name: TEXT_MODEL, vision: false },
        { name: THINKING_MODEL, vision: true, thinking: true },
      ],
    })
    await double.close()
    expect(await service.status({ wait: false })).toMatchObject({ state: 'connected' })
    await until(() => events.length > 1)
    expect(await service.status({ wait: false })).toMatchObject({ state: 'unreachable' })
  })

  it('is published when it changes, and only then', async () => {
    await watch.look()
    await watch.look()
    expect(events).toHaveLength(1)
    await double.close()
    expect(await service.status({ wait: true })).toMatchObject({ state: 'unreachable' })
    expect(events.map((event) => event.topic === 'ollama' && event.status.state)).toEqual([
      'connected',
      'unreachable',
    ])
  })

  it('asks each model once what it can do', async () => {
    await watch.look()
    await watch.look()
    expect(double.of('/api/show')).toHaveLength(3)
  })

  it('of another host is looked at again', async () => {
    await watch.look()
    const before = host
    host = 'http://127.0.0.1:9'
    expect(watch.known).toEqual({ state: 'checking', host })
    expect(await service.status({ wait: false })).toMatchObject({ state: 'unreachable', host })
    host = before
    expect(await service.status({ wait: false })).toMatchObject({ state: 'connected', host })
  })

  it('is looked at when the watch starts, and not again once it is closed', async () => {
    watch.start()
    await until(() => events.length > 0)
    watch.close()
    expect(await watch.look()).toMatchObject({ state: 'unreachable' })
    expect(events).toHaveLength(1)
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
    await stop()
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
    const [first, second] = double.of('/api/chat').map(({ body }) => JSON.stringify(body.format))
    expect(first).toMatch(/color.*"red","blue".*shape.*"circle"/)
    expect(second).toMatch(/shape.*"star","triangle".*color.*"black","orange"/)
  })

  it('asks once more before it calls a model blind that answered in prose', async () => {
    double.faults.push({ kind: 'answer', content: 'The shape is a triangle.' })
    expect(await service.canary({ model: VISION_MODEL })).toMatchObject({
      sees: true,
      answer: 'green triangle',
    })
    double.faults.push(
      { kind: 'answer', content: 'The shape is a triangle.' },
      { kind: 'answer', content: '{"shape":"star","color":"red"}' },
    )
    expect(await service.canary({ model: VISION_MODEL })).toMatchObject({
      sees: false,
      answer: 'The shape is a triangle., then red star',
    })
  })

  it('fails in words where no picture is taken', async () => {
    await expect(service.canary({ model: TEXT_MODEL })).rejects.toThrow(/cannot see pictures/)
  })
})
