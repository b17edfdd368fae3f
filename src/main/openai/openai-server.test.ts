import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonSchema } from '#main/model-servers/json-schema.ts'
import { pictureForModel } from '#main/model-servers/pictures.ts'
import type { FailureScope } from '#main/model-servers/server-failure.ts'
import {
  type OpenAiDouble,
  type OpenAiDoubleOptions,
  type OpenAiFault,
  READING_MODEL,
  SEEING_MODEL,
  startOpenAiDouble,
} from '#tests/support/openai-double/server.ts'
import { OpenAiModel } from './openai-model.ts'
import { OpenAiServer } from './openai-server.ts'

const KEY = 'sk-local-secret'
const { signal } = new AbortController()
let double: OpenAiDouble
async function start(options: OpenAiDoubleOptions = {}): Promise<void> {
  await double?.close()
  double = await startOpenAiDouble(options)
}
beforeEach(() => start())
afterEach(() => double.close())

const disc = Buffer.from('<svg width="96" height="96"><circle cx="48" cy="48" r="40" fill="blue"/></svg>')
const schema = jsonSchema(z.object({ description: z.string().trim().min(1) }))

async function ask(
  change: { model?: string; key?: string; picture?: Uint8Array; answerLength?: number } = {},
) {
  const server = new OpenAiServer(double.url, change.key ?? null)
  const { model: name = SEEING_MODEL, picture = null, answerLength = 500 } = change
  const listed = (await server.models(signal)).find((model) => model.name === name)
  const model = new OpenAiModel({
    server,
    model: listed ?? { name, kind: null, contextLength: null },
    temperature: 0,
    contextLength: 8192,
  })
  return model.ask(
    {
      system: 'Answer.',
      prompt: '<title>Amélie</title>',
      picture,
      complaint: null,
      schema,
      answerLength,
      seed: 1,
    },
    signal,
  )
}

describe('an answer', () => {
  it('fits the schema, with its tokens as the server counts them', async () => {
    const answer = await ask()
    expect(JSON.parse(answer.content).description).toContain('Amélie')
    expect(answer).toMatchObject({ ending: 'complete', promptTokens: 8, answerTokens: expect.any(Number) })
    expect(double.requests[0]).toMatchObject({
      model: SEEING_MODEL,
      seed: 1,
      temperature: 0,
      max_tokens: 500,
    })
  })

  it('comes of what the picture shows', async () => {
    const picture = new Uint8Array(await pictureForModel(disc))
    expect((await ask({ picture })).content).toContain('mainly blue')
  })

  it.each(['vllm', 'llamacpp', 'plain'] as const)('is asked of %s in its words alone', async (kind) => {
    await start({ kind })
    expect((await ask()).ending).toBe('complete')
    expect(JSON.stringify(double.requests).includes('enable_thinking')).toBe(kind !== 'plain')
  })

  it('says that it was cut at the bound', async () => {
    expect(await ask({ answerLength: 3 })).toMatchObject({ ending: 'length', answerTokens: 3 })
  })

  it('is found where a model has it among its thoughts', async () => {
    double.faults.push({ kind: 'thoughts' })
    expect((await ask()).content).toContain('Amélie')
  })

  it('is no longer waited for once the signal is aborted, and the server hears of it', async () => {
    await start({ answerMilliseconds: 60_000 })
    const server = new OpenAiServer(double.url, null)
    const stop = new AbortController()
    const [model] = await server.models(signal)
    if (model === undefined) throw new Error('no model')
    const asked = server.complete(
      { model, messages: [{ role: 'user', content: 'x' }], schema, seed: 1, temperature: 0, answerLength: 9 },
      stop.signal,
    )
    await expect.poll(() => double.slots.active).toBe(1)
    stop.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    await expect.poll(() => [double.aborted, double.slots.active]).toEqual([1, 0])
  })
})

describe('a failure', () => {
  const status = (code: number, error: string, rest: object = {}): OpenAiFault => ({
    kind: 'status',
    status: code,
    error,
    ...rest,
  })
  it.each<[string, OpenAiFault, FailureScope, string, RegExp]>([
    ['a busy server', status(503, 'Loading model'), 'temporary', 'MODEL_FAILED', /failed: Loading model/],
    ['too many requests', status(429, 'Slow down'), 'temporary', 'MODEL_FAILED', /Slow down/],
    ['a crash', status(500, 'out of memory'), 'temporary', 'MODEL_FAILED', /out of memory/],
    ['a cut connection', { kind: 'dropped' }, 'temporary', 'UNREACHABLE', /dropped the connection/],
    [
      'a refused schema',
      status(400, 'failed to parse grammar'),
      'request',
      'MODEL_FAILED',
      /refused the schema of the answer: failed to parse grammar/,
    ],
    ['a refused request', status(400, 'no such field'), 'request', 'MODEL_FAILED', /refused the request/],
    [
      'a prompt that is too long for llama-server',
      status(400, 'the request is too large', { type: 'exceed_context_size_error' }),
      'request',
      'BAD_INPUT',
      /too long for the context/,
    ],
    [
      'a model without eyes on llama-server',
      status(500, 'image input is not supported - hint: you may need to provide the mmproj'),
      'server',
      'BAD_INPUT',
      /cannot see pictures/,
    ],
    [
      'a filter',
      { kind: 'answer', content: '', reason: 'content_filter' },
      'request',
      'MODEL_FAILED',
      /content filter/,
    ],
    ['a page', { kind: 'status', status: 200, body: '<html>' }, 'server', 'UNREACHABLE', /does not speak/],
  ])('says of %s how far it reaches', async (_, fault, scope, code, sentence) => {
    double.faults.push(fault)
    await expect(ask()).rejects.toMatchObject({ scope, code, message: expect.stringMatching(sentence) })
  })

  it('has the wait that the server asks for, in seconds or as a date', async () => {
    double.faults.push(status(429, 'Slow down', { headers: { 'retry-after': '7' } }))
    await expect(ask()).rejects.toMatchObject({ retryAfter: 7000 })
    const later = new Date(Date.now() + 3_600_000).toUTCString()
    double.faults.push(status(503, 'Soon', { headers: { 'retry-after': later } }))
    const failure = await ask().catch((error: { retryAfter: number }) => error)
    expect('retryAfter' in failure && failure.retryAfter).toBeGreaterThan(3_000_000)
  })

  it('is a sentence where the model is missing, reads only, or has too little context', async () => {
    await expect(ask({ model: 'gone' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `${double.url} has no model "gone".`,
    })
    const picture = new Uint8Array(await pictureForModel(disc))
    await expect(ask({ model: READING_MODEL, picture })).rejects.toMatchObject({
      scope: 'server',
      message: `${READING_MODEL} cannot see pictures.`,
    })
    await start({ models: [{ name: SEEING_MODEL, sees: true, contextLength: 5 }] })
    await expect(ask()).rejects.toMatchObject({
      scope: 'request',
      message: expect.stringContaining('too long'),
    })
  })

  it('is an absence where nobody listens', async () => {
    const server = new OpenAiServer(double.url, null)
    await double.close()
    await expect(server.models(signal)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      absent: true,
      message: `No server answers at ${server.host}.`,
    })
    double = await startOpenAiDouble()
  })

  it('says what is wrong with an address', async () => {
    await expect(new OpenAiServer('nonsense', null).models(signal)).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
    const root = new OpenAiServer(double.url.replace('/v1', ''), null)
    await expect(root.models(signal)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      retry: expect.stringContaining('/v1'),
    })
  })
})

describe('a key', () => {
  it('is sent, and a wrong one is named in no sentence', async () => {
    await start({ key: KEY })
    expect((await ask({ key: KEY })).ending).toBe('complete')
    const failure = await ask({ key: 'sk-wrong-one' }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      scope: 'server',
      message: `${double.url} does not accept the key (401).`,
    })
    expect(shownOf(failure)).not.toContain('sk-wrong-one')
  })

  it('is taken out of what a server quotes', async () => {
    await start({ key: KEY })
    double.faults.push({ kind: 'status', status: 400, error: `cannot read "Bearer ${KEY}"` })
    const failure = await ask({ key: KEY }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ message: expect.stringContaining('Bearer (the key)') })
    expect(shownOf(failure)).not.toContain(KEY)
  })
})

/** All that a log would show of an error. */
function shownOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.message} ${error.stack} ${JSON.stringify(error)} ${shownOf(error.cause)}`
}

it.each([
  ['vllm', 'vllm 0.12.0'],
  ['llamacpp', 'llamacpp b7000-c0ffee1'],
  ['plain', 'somebody'],
] as const)('the build of %s is what it says outside of the protocol', async (kind, version) => {
  await start({ kind })
  const server = new OpenAiServer(`${double.url}/`, null)
  const model = await server.find(SEEING_MODEL, signal)
  expect(model.contextLength).toBe(kind === 'vllm' ? 32_768 : null)
  expect(await server.version(model, signal)).toBe(version)
})

it('a list of models that is none is no such server', async () => {
  const other = createServer((_, response) => response.end(JSON.stringify({ models: [] })))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const server = new OpenAiServer(`http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`, null)
  await expect(server.models(signal)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  other.close()
})
