import { afterEach, beforeEach, expect, it } from 'vitest'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { BUSY } from '#tests/support/ollama-double/faults.ts'
import { EMBEDDING_MODEL, REGISTRY, TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { ollamaEncoder, ollamaRevision } from './ollama-embeddings.ts'

let double: OllamaDouble
const waits: number[] = []
const wait = async (milliseconds: number) => void waits.push(milliseconds)
beforeEach(async () => {
  double = await startOllamaDouble({ models: REGISTRY })
  waits.length = 0
})
afterEach(() => double.close())

function settings(parts: object = {}) {
  const parsed = TextEncoderSettings.parse({
    name: 'ollama-embeddings',
    model: 'nomic-embed-text',
    host: double.url,
    ...parts,
  })
  if (parsed.name !== 'ollama-embeddings') throw new Error('another encoder')
  return parsed
}
const connect = (parts: object = {}) => ollamaEncoder(settings(parts), wait)((async function* () {})())

/** Where nobody listens any more. */
async function formerAddress(): Promise<string> {
  const gone = await startOllamaDouble()
  const { url } = gone
  await gone.close()
  return url
}

it('asks for the dimensions, and embeds in batches; what says nothing is zeros', async () => {
  const encoder = await connect()
  expect(encoder.dimensions).toBe(24)
  const texts = Array.from({ length: 70 }, (_, index) => (index === 3 ? '  ' : `mug ${index}`))
  const matrix = await encoder.encode(texts)
  expect(matrix).toHaveLength(70 * 24)
  const length = (row: number) => Math.hypot(...matrix.subarray(row * 24, (row + 1) * 24))
  expect(length(3)).toBe(0)
  for (const row of [0, 31, 32, 69]) expect(length(row)).toBeCloseTo(1, 5)
  expect(await encoder.encode(['mug 69'])).toEqual(matrix.slice(69 * 24))
  expect(double.of('/api/embed').map(({ body }) => (body.input as string[]).length)).toEqual([
    1, 32, 32, 5, 1,
  ])
})

it('has a revision for each digest and prefix, and none of the host', async () => {
  const revision = await ollamaRevision(settings())
  expect(await connect()).toMatchObject({ revision })
  expect(await ollamaRevision(settings({ model: EMBEDDING_MODEL }))).toBe(revision)
  expect(await ollamaRevision(settings({ prefix: 'search_document: ' }))).not.toBe(revision)
  double.models = double.models.map((model) => ({ ...model, digest: '9'.repeat(64) }))
  expect(await ollamaRevision(settings())).not.toBe(revision)
})

it('puts the prefix before every text', async () => {
  const encoder = await connect({ prefix: 'search_document: ' })
  await encoder.encode(['mug'])
  expect(double.of('/api/embed').at(-1)?.body.input).toEqual(['search_document: mug'])
})

it('waits for a server that is busy or drops a connection, and gives up in the end', async () => {
  const encoder = await connect()
  double.faults.push({ ...BUSY, path: '/api/embed' }, { ...BUSY, path: '/api/embed' })
  expect(await encoder.encode(['mug'])).toHaveLength(24)
  expect(waits).toEqual([500, 1000])
  for (let at = 0; at < 5; at++) double.faults.push({ ...BUSY, path: '/api/embed' })
  await expect(encoder.encode(['mug'])).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  expect(waits).toHaveLength(6)
})

it.each([
  ['a model that is missing', { model: 'nope' }, 'NOT_FOUND', /no model "nope"/, /Pull it/],
  [
    'a model without embeddings',
    { model: TEXT_MODEL },
    'BAD_INPUT',
    /makes no embeddings/,
    /nomic-embed-text/,
  ],
  ['nobody', { host: 'NOBODY' }, 'UNREACHABLE', /does not answer/, /Start Ollama/],
])('says what to do about %s', async (_, parts, code, message, retry) => {
  const host = 'host' in parts ? await formerAddress() : double.url
  await expect(connect({ ...parts, host })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
    retry: expect.stringMatching(retry),
  })
  expect(waits).toEqual([])
})
