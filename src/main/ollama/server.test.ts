import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pictureForModel } from '#main/model-servers/pictures.ts'
import { type FailureScope, ServerFailure } from '#main/model-servers/server-failure.ts'
import {
  BUSY,
  CLIENT_CLOSED,
  CRASHED,
  type Fault,
  nested,
  OUT_OF_MEMORY,
} from '#tests/support/ollama-double/faults.ts'
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
import { type ChatRequest, OllamaServer, type PullLine } from './server.ts'

let double: OllamaDouble
let server: OllamaServer
const { signal } = new AbortController()

async function start(options: DoubleOptions = {}): Promise<void> {
  await double?.close()
  double = await startOllamaDouble(options)
  server = new OllamaServer(double.url)
}
beforeEach(() => start())
afterEach(async () => {
  await double.close()
  vi.restoreAllMocks()
})

const schema = { type: 'object', properties: { description: { type: 'string' } } }
const request = (change: Partial<ChatRequest> = {}): ChatRequest => ({
  model: VISION_MODEL,
  messages: [{ role: 'user', content: '<title>Amélie</title>' }],
  schema,
  thinking: false,
  seed: 1,
  temperature: 0,
  contextLength: 4096,
  answerLength: 500,
  ...change,
})
const chat = (change?: Partial<ChatRequest>) => server.chat(request(change), signal)
const disc = Buffer.from('<svg width="96" height="96"><circle cx="48" cy="48" r="40" fill="blue"/></svg>')
const withPicture = async () => [
  { role: 'user' as const, content: '', images: [new Uint8Array(await pictureForModel(disc))] },
]

describe('a chat', () => {
  it('brings a streamed answer whole, with its tokens', async () => {
    const answer = await chat()
    expect(JSON.parse(answer.content).description).toContain('Amélie')
    expect(answer).toMatchObject({ ending: 'complete', promptTokens: 6, answerTokens: expect.any(Number) })
    expect(double.of('/api/chat')[0]?.body).toMatchObject({
      stream: true,
      options: { num_ctx: 4096, seed: 1 },
    })
  })

  it('leaves the request as it was, and shows the picture', async () => {
    const given = request({ messages: await withPicture() })
    const before = structuredClone(given)
    expect((await server.chat(given, signal)).content).toContain('blue')
    expect(given).toEqual(before)
  })

  it('says think: false to models that think, and nothing to the others', async () => {
    await chat({ model: THINKING_MODEL, thinking: true })
    await chat()
    expect(double.of('/api/chat').map(({ body }) => body.think)).toEqual([false, undefined])
  })

  it('takes an answer that stands where thoughts belong', async () => {
    double.faults.push({ kind: 'answer-in-thinking' })
    expect(JSON.parse((await chat()).content)).toHaveProperty('description')
  })

  it('says how an answer ended', async () => {
    double.faults.push({ kind: 'length', characters: 9 }, { kind: 'no-final-line', after: 2 })
    expect(await chat()).toMatchObject({ content: '{"descrip', ending: 'length' })
    expect(await chat()).toMatchObject({ ending: 'broken-off' })
  })

  it('keeps the model loaded from one request to the next', async () => {
    await chat()
    await chat({ seed: 9, temperature: 1, answerLength: 50 })
    expect([double.runners.loads, double.runners.reloads]).toEqual([1, 0])
  })

  it('stops when it is aborted, and frees the slot', async () => {
    await start({ pieceMilliseconds: 20 })
    const abort = new AbortController()
    const answer = server.chat(request(), abort.signal)
    while (double.slots.active === 0) await sleep(2)
    abort.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
    while (double.slots.active > 0) await sleep(2)
    expect(double.of('/api/chat')[0]?.aborted).toBe(true)
  })

  it('waits for headers that come late', async () => {
    double.faults.push({ kind: 'late', milliseconds: 60 })
    expect((await chat()).milliseconds).toBeGreaterThan(55)
  })
})

describe('failures', () => {
  const cases: [string, Fault, FailureScope, RegExp][] = [
    ['a full queue', BUSY, 'temporary', /server busy/],
    ['no memory to load', OUT_OF_MEMORY, 'temporary', /more system memory/],
    ['a crashed runner', CRASHED, 'temporary', /unexpectedly stopped/],
    ['a request that was thought gone', CLIENT_CLOSED, 'temporary', /context canceled/],
    [
      'an error line',
      { kind: 'error-line', after: 2, error: 'boom' },
      'temporary',
      /middle of an answer: boom/,
    ],
    ['a cut connection', { kind: 'dropped', after: 1 }, 'temporary', /dropped the connection/],
    [
      'a schema it cannot read',
      { kind: 'status', status: 400, error: 'invalid format' },
      'request',
      /invalid format/,
    ],
    [
      'an overflow that a line tells',
      { kind: 'error-line', after: 1, error: nested(400, 'exceed_context_size_error', 'too big') },
      'request',
      /too long for the context: too big/,
    ],
    ['a wrong host name', { kind: 'status', status: 403 }, 'server', /refuses the studio's requests \(403\)/],
    ['a bad gateway without JSON', { kind: 'status', status: 502, body: '<html>' }, 'temporary', /<html>/],
  ]

  it.each(cases)('%s', async (_, fault, scope, message) => {
    const log = vi.spyOn(console, 'log')
    double.faults.push(fault)
    const failure = await chat().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ServerFailure)
    expect(failure).toMatchObject({ scope })
    expect((failure as Error).message).toMatch(message)
    expect(log).not.toHaveBeenCalled()
  })

  it('a busy server may say how long to wait', async () => {
    double.faults.push({ ...BUSY, headers: { 'retry-after': '3' } })
    await expect(chat()).rejects.toMatchObject({ retryAfter: 3000 })
  })

  it('a missing model', async () => {
    await expect(chat({ model: 'nobody' })).rejects.toMatchObject({ scope: 'server' })
    await expect(chat({ model: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND', retry: /Pull it/ })
  })

  it('a picture for a model that reads only, told in JSON within JSON', async () => {
    const blind = chat({ model: TEXT_MODEL, messages: await withPicture() })
    await expect(blind).rejects.toMatchObject({ scope: 'server' })
    await expect(blind).rejects.toThrow(`${TEXT_MODEL} cannot see pictures`)
  })

  it('a picture for a model that lost its sight', async () => {
    const error = 'Multimodal data provided, but model does not support multimodal requests.'
    double.faults.push({ kind: 'status', status: 400, error })
    const blind = chat({ messages: await withPicture() })
    await expect(blind).rejects.toThrow(`${VISION_MODEL} cannot see pictures`)
  })

  it('a context that overflows with a picture', async () => {
    const [message] = await withPicture()
    const long = [{ role: 'user' as const, content: 'word '.repeat(9000), images: message?.images ?? [] }]
    await expect(chat({ messages: long })).rejects.toMatchObject({ scope: 'request' })
  })

  it('nobody there', async () => {
    await double.close()
    await expect(server.version(signal)).rejects.toMatchObject({ scope: 'server' })
    await expect(server.version(signal)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: /does not answer/,
    })
    await start()
  })

  it('somebody else there', async () => {
    const other = createServer((_, response) => response.end('<html>welcome</html>')).listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const elsewhere = new OllamaServer(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)
    await expect(elsewhere.version(signal)).rejects.toThrow('is not Ollama')
    other.close()
  })

  it('no address', async () => {
    await expect(new OllamaServer('http://[nowhere').version(signal)).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  })
})

describe('models', () => {
  it('are listed, found with or without their tag, and asked what they can do', async () => {
    double.models.push({ ...double.models[0], name: 'own:latest' } as (typeof double.models)[0])
    expect(await server.find('own', signal)).toMatchObject({ name: 'own:latest' })
    expect(await server.capabilities(THINKING_MODEL, signal)).toEqual({
      vision: true,
      thinking: true,
      contextLength: 32_768,
    })
    expect(await server.capabilities(TEXT_MODEL, signal)).toMatchObject({ vision: false })
    await expect(server.find('nobody', signal)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('can be unloaded', async () => {
    await chat()
    expect(await server.loaded(signal)).toEqual([VISION_MODEL])
    await server.unload(VISION_MODEL, signal)
    expect(await server.loaded(signal)).toEqual([])
  })
})

describe('a pull', () => {
  const pull = async (model: string): Promise<PullLine[]> => {
    const lines: PullLine[] = []
    for await (const line of server.pull(model, signal)) lines.push(line)
    return lines
  }

  it('tells its layers', async () => {
    const lines = await pull(PULLABLE_MODEL)
    expect(lines.at(-1)?.status).toBe('success')
    expect(lines.find(({ digest }) => digest !== null)).toMatchObject({ completed: 0, total: 2_999_999_000 })
  })

  it('of an unknown name fails inside a success', async () => {
    await expect(pull('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND', message: /no model "nobody"/ })
  })

  it('that breaks off says so', async () => {
    const lost =
      'pull model manifest: Get "https://registry.ollama.ai/v2/x": dial tcp: lookup registry.ollama.ai: no such host'
    double.faults.push({ path: '/api/pull', kind: 'error-line', after: 1, error: lost })
    await expect(pull(PULLABLE_MODEL)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `The Ollama server cannot reach its library, so "${PULLABLE_MODEL}" was not pulled.`,
    })
    double.faults.push({ path: '/api/pull', kind: 'no-final-line', after: 2 })
    await expect(pull(PULLABLE_MODEL)).rejects.toMatchObject({ code: 'UNREACHABLE', message: /broke off/ })
  })
})

describe('a picture for a model', () => {
  it('is a small upright JPEG on white, whatever it was', async () => {
    const wide = await sharp({
      create: { width: 1600, height: 800, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .webp()
      .toBuffer()
    const shown = sharp(await pictureForModel(wide))
    expect(await shown.metadata()).toMatchObject({ format: 'jpeg', width: 512, height: 256, channels: 3 })
    expect((await shown.raw().toBuffer())[0]).toBeGreaterThan(250)
  })
})
