import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BackendAvailability } from '#shared/training/backends.ts'
import { TEXT_MODEL, VISION_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { releaseCard } from './card-release.ts'
import { OllamaServer } from './server.ts'

let double: OllamaDouble
beforeEach(async () => {
  double = await startOllamaDouble()
})
afterEach(() => double.close())

const backend = (name: BackendAvailability['name'], kind: 'gpu' | 'cpu'): BackendAvailability => ({
  name,
  usable: true,
  kind,
  device: 'a card',
  reason: 'fast',
  remedy: null,
})
const backends = () => Promise.resolve([backend('webgpu', 'gpu'), backend('wasm', 'cpu')])
const { signal } = new AbortController()

/** Has the server keep both models, as it does after an answer. */
async function load(): Promise<OllamaServer> {
  for (const model of [VISION_MODEL, TEXT_MODEL]) {
    await fetch(new URL('/api/chat', double.url), {
      method: 'POST',
      body: JSON.stringify({ model, messages: [] }),
    })
  }
  return new OllamaServer(double.url)
}
const used = (model: string, busy = false, host = double.url) => ({ host, model, busy })

it('unloads what the studio asked before a training takes the card, and says so', async () => {
  const server = await load()
  const said = await releaseCard({ backends, used: () => [used(VISION_MODEL)] }, 'auto')
  expect(said).toEqual([
    `${VISION_MODEL} was unloaded from Ollama, so that the training has the graphics card.`,
  ])
  expect(await server.loaded(signal)).toEqual([TEXT_MODEL])
})

it.each([
  ['localhost:11434', 'localhost'],
  ['127.0.0.1:11434', '127.0.0.1'],
  [':11434', ''],
])('takes %s for this machine, too', async (_, name) => {
  const server = await load()
  const host = `${name}:${new URL(double.url).port}`
  await releaseCard({ backends, used: () => [used(VISION_MODEL, false, host)] }, 'auto')
  expect(await server.loaded(signal)).toEqual([TEXT_MODEL])
})

it('leaves the model of a job that runs, and says so', async () => {
  const server = await load()
  const models = [used(VISION_MODEL), used(VISION_MODEL, true)]
  const [sentence] = await releaseCard({ backends, used: () => models }, 'auto')
  expect(sentence).toMatch(/keeps gemma3:4b .* Pause the job/)
  expect(await server.loaded(signal)).toContain(VISION_MODEL)
})

it.each([
  ['a training without a card', 'wasm', 'here'],
  ['a server of another machine', 'auto', 'http://gpu.lab:11434'],
  ['a server that is gone', 'auto', 'http://127.0.0.1:1'],
] as const)('frees nothing for %s', async (_, wanted, host) => {
  const server = await load()
  const models = [used(VISION_MODEL, false, host === 'here' ? double.url : host)]
  expect(await releaseCard({ backends, used: () => models }, wanted)).toEqual([])
  expect(await server.loaded(signal)).toHaveLength(2)
})
