import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { seedDataset } from '#main/store/testing/seed.ts'
import { openWorkspace } from '#main/store/workspace.ts'
import { encoderName } from '#shared/encoders/encoder.ts'
import { openaiEmbeddings } from '#shared/encoders/openai-embeddings.ts'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { OPENAI_EMBEDDING_MODEL, startOpenAiDouble } from '#tests/support/openai-embeddings-double.ts'
import { openaiEncoder, openaiRevision } from './openai-embeddings.ts'

const KEY = 'sk-local-secret'
let double: Awaited<ReturnType<typeof startOpenAiDouble>>
let folder: string
const waits: number[] = []
const wait = async (milliseconds: number) => void waits.push(milliseconds)
beforeEach(async () => {
  double = await startOpenAiDouble()
  folder = mkdtempSync(join(tmpdir(), 'openai-'))
  waits.length = 0
})
afterEach(async () => {
  await double.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function settings(parts: object = {}) {
  const parsed = TextEncoderSettings.parse({
    name: 'openai-embeddings',
    model: OPENAI_EMBEDDING_MODEL,
    baseUrl: double.baseUrl,
    ...parts,
  })
  if (parsed.name !== 'openai-embeddings') throw new Error('another encoder')
  return parsed
}
const connect = (parts: object = {}) => openaiEncoder(settings(parts), wait)((async function* () {})())

/** Where nobody listens any more. */
async function formerAddress(): Promise<string> {
  const gone = await startOpenAiDouble()
  await gone.close()
  return gone.baseUrl
}

it('puts vectors of any length and order where their texts are, at length 1', async () => {
  const encoder = await connect()
  expect(encoder.dimensions).toBe(16)
  const matrix = await encoder.encode(['red mug', '', 'oak table'])
  const row = (at: number) => matrix.slice(at * 16, (at + 1) * 16)
  expect(Math.hypot(...row(0))).toBeCloseTo(1, 5)
  expect(row(1).every((value) => value === 0)).toBe(true)
  expect(await encoder.encode(['red mug'])).toEqual(row(0))
  expect(await encoder.encode(['oak table'])).toEqual(row(2))
})

it('asks for shorter vectors where that is set', async () => {
  expect((await connect({ dimensions: 8 })).dimensions).toBe(8)
  expect(double.requests[0]?.body).toMatchObject({ dimensions: 8 })
})

it('has no address of its own', () => {
  expect(TextEncoderSettings.safeParse({ name: 'openai-embeddings', model: 'x' }).success).toBe(false)
})

it('takes the key from a variable or a file, and keeps it nowhere', async () => {
  await double.close()
  double = await startOpenAiDouble({ key: KEY })
  await expect(connect()).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('key'),
  })
  await expect(connect({ keyVariable: 'STUDIO_TEST_KEY' })).rejects.toMatchObject({
    message: 'The environment variable STUDIO_TEST_KEY holds no key.',
  })
  vi.stubEnv('STUDIO_TEST_KEY', KEY)
  await connect({ keyVariable: 'STUDIO_TEST_KEY' })
  const keyFile = join(folder, 'key')
  writeFileSync(keyFile, `${KEY}\n`)
  await connect({ keyFile })
  await expect(connect({ keyFile: `${keyFile}-missing` })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  rmSync(keyFile)

  const withKey = settings({ keyVariable: 'STUDIO_TEST_KEY' })
  expect(await openaiRevision(withKey)).toBe(await openaiRevision(settings()))
  const workspace = openWorkspace(join(folder, 'workspace'))
  onTestFinished(() => workspace.database.close())
  const { dataset } = seedDataset(workspace, 'shop', ['Red mug', 'Oak table'])
  const texts = await createCatalogueEncoder(workspace)(dataset, withKey)
  expect(texts.vectors).toHaveLength(2 * 16)
  expect(encoderName(openaiEmbeddings, withKey, texts.encoder.revision)).not.toContain(KEY)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  expect(files.length).toBeGreaterThan(2)
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name)).includes(KEY)).toBe(false)
  }
})

it('has a revision for each model, version and prefix', async () => {
  const revisions = await Promise.all(
    [{}, { model: 'other' }, { modelVersion: '2' }, { prefix: 'passage: ' }, { dimensions: 8 }].map((parts) =>
      openaiRevision(settings(parts)),
    ),
  )
  expect(new Set(revisions).size).toBe(5)
})

it('waits as long as the server asks', async () => {
  const encoder = await connect()
  double.faults.push({ status: 429, headers: { 'retry-after': '2' }, body: '{"error":{"message":"slow"}}' })
  double.faults.push({ status: 500, body: 'oops' })
  expect(await encoder.encode(['mug'])).toHaveLength(16)
  expect(waits).toEqual([2000, 1000])
})

it.each([
  ['an unknown model', { model: 'nope' }, 'NOT_FOUND', /nope/],
  ['a wrong path', { baseUrl: 'HOST' }, 'NOT_FOUND', /embedding model/],
  ['nobody', { baseUrl: 'NOBODY' }, 'UNREACHABLE', /No server answers/],
])('says what is wrong with %s', async (_, parts, code, message) => {
  const addresses: Record<string, string> = {
    HOST: double.baseUrl.replace('/v1', ''),
    NOBODY: await formerAddress(),
  }
  const baseUrl = ('baseUrl' in parts ? addresses[parts.baseUrl] : undefined) ?? double.baseUrl
  await expect(connect({ ...parts, baseUrl })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  })
  expect(waits).toEqual([])
})

it.each([
  'not JSON',
  '{"data":[]}',
  '{"data":[{"index":0,"embedding":[]}]}',
  '{"data":[{"index":0,"embedding":[null]}]}',
])('refuses %s in place of vectors', async (body) => {
  double.faults.push({ status: 200, body })
  await expect(connect()).rejects.toMatchObject({ code: 'MODEL_FAILED' })
})
