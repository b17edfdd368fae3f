import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import type { BackendsReport } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { BackendAvailability } from '#shared/training/backends.ts'
import { type DoctorDependencies, examine } from './doctor.ts'

const reference: BackendAvailability = {
  name: 'reference',
  usable: true,
  kind: 'cpu',
  device: 'a processor',
  reason: 'slow',
  remedy: null,
}
const report: BackendsReport = {
  backends: [
    {
      ...reference,
      name: 'tensorflow',
      usable: false,
      device: null,
      reason: 'its library was not downloaded.',
      remedy: 'Install it.',
    },
    { ...reference, name: 'webgpu', device: 'SwiftShader', reason: 'it answers' },
    { ...reference, name: 'wasm', reason: 'fast' },
    reference,
  ],
  auto: { name: 'wasm', reason: 'the fastest that is usable here' },
  cores: 2,
}

function dependencies(ollama: () => Promise<OllamaStatus>): DoctorDependencies {
  return {
    workspace: tmpdir(),
    ollama,
    openai: async () => ({ state: 'unset' }),
    sqliteVersion: () => '3.50.0',
    loop: { count: 0, longest: null },
    encoder: async () => ({ name: 'onnx', folder: '/models/minilm' }),
    backends: async () => report,
  }
}

async function find(dependencies: DoctorDependencies, name: string) {
  const { checks } = await examine(dependencies)
  return checks.find((check) => check.name === name)
}

const connected: OllamaStatus = {
  state: 'connected',
  host: 'http://gpu:11434',
  version: '0.30.0',
  models: [
    {
      name: 'gemma3:4b',
      digest: 'abc',
      bytes: 1,
      vision: true,
      thinking: false,
      contextLength: 8192,
      loaded: false,
    },
  ],
}

it('reports every part, with a remedy where something is missing', async () => {
  const { checks } = await examine(dependencies(async () => connected))
  expect(checks.map((check) => check.name)).toEqual([
    'node',
    'electron',
    'sqlite',
    'sharp',
    'onnxruntime-node',
    'encoder',
    'response time',
    'ollama',
    'openai',
    'backend reference',
    'backend wasm',
    'backend webgpu',
    'backend tensorflow',
    'disk space',
  ])
  for (const check of checks) expect(check.state === 'ok' ? check.remedy : check.remedy?.length).not.toBe(0)
  expect(checks.find((check) => check.name === 'sharp')?.detail).toMatch(/libvips \d/)
})

it('says what is missing in the folder of the encoder', async () => {
  const given = dependencies(async () => connected)
  expect(await find(given, 'encoder')).toMatchObject({
    state: 'ok',
    detail: 'onnx from /models/minilm, complete',
  })
  const encoder = () => Promise.reject(new ExpectedError('BAD_INPUT', '/models/minilm lacks tokenizer.json.'))
  expect(await find({ ...given, encoder }, 'encoder')).toEqual({
    name: 'encoder',
    state: 'problem',
    detail: '/models/minilm lacks tokenizer.json',
    remedy: 'Choose another encoder in the settings.',
  })
})

it('names what has held the studio up', async () => {
  const given = dependencies(async () => connected)
  expect(await find(given, 'response time')).toMatchObject({
    state: 'ok',
    detail: expect.stringContaining('nothing has held'),
  })
  const short = { at: 0, milliseconds: 250, by: ['catalogue.items'], certain: true }
  expect(await find({ ...given, loop: { count: 1, longest: short } }, 'response time')).toEqual({
    name: 'response time',
    state: 'ok',
    detail: 'held up once since its start, at most for 0.3 s, by catalogue.items (1970-01-01 00:00 UTC)',
    remedy: null,
  })
  const long = { at: 0, milliseconds: 2500, by: ['imports.run', 'job 3'], certain: false }
  expect(await find({ ...given, loop: { count: 7, longest: long } }, 'response time')).toMatchObject({
    state: 'problem',
    detail: expect.stringContaining(
      'held up 7 times since its start, at most for 2.5 s, by one of imports.run, job 3',
    ),
  })
  const elsewhere = { ...long, by: [] }
  expect(await find({ ...given, loop: { count: 1, longest: elsewhere } }, 'response time')).toMatchObject({
    state: 'ok',
    detail: expect.stringContaining('by something outside of the studio'),
  })
})

it('names the server, its models and which of them see', async () => {
  expect(
    await find(
      dependencies(async () => connected),
      'ollama',
    ),
  ).toMatchObject({
    state: 'ok',
    detail: 'Ollama 0.30.0 at http://gpu:11434: gemma3:4b (vision)',
  })
})

it('says how to get what is missing', async () => {
  const gone: OllamaStatus = {
    state: 'unreachable',
    host: 'http://127.0.0.1:11434',
    message: 'Nobody answers.',
  }
  expect(
    await find(
      dependencies(async () => gone),
      'ollama',
    ),
  ).toMatchObject({
    state: 'absent',
    detail: 'Nobody answers',
    remedy: expect.stringContaining('https://ollama.com'),
  })
})

it('waits two seconds for a part that hangs, and reports one that fails', async () => {
  const started = performance.now()
  const report = await examine({
    ...dependencies(() => new Promise(() => {})),
    sqliteVersion: () => {
      throw new Error('invalid ELF header\nand more')
    },
  })
  expect(performance.now() - started).toBeLessThan(3500)
  expect(report.checks.find((check) => check.name === 'ollama')).toMatchObject({ state: 'problem' })
  expect(report.checks.find((check) => check.name === 'sqlite')).toMatchObject({
    state: 'problem',
    detail: 'invalid ELF header',
  })
})

it('names each backend with its device, what is not usable with reason and remedy, and what auto takes', async () => {
  const { checks } = await examine(dependencies(async () => connected))
  expect(checks.filter((check) => check.name.startsWith('backend '))).toEqual([
    { name: 'backend reference', state: 'ok', detail: 'a processor: slow', remedy: null },
    { name: 'backend wasm', state: 'ok', detail: 'a processor: fast (what "auto" takes)', remedy: null },
    {
      name: 'backend webgpu',
      state: 'ok',
      detail: 'SwiftShader is no GPU, so it is used only when asked for by name',
      remedy: null,
    },
    {
      name: 'backend tensorflow',
      state: 'absent',
      detail: 'its library was not downloaded',
      remedy: 'Install it.',
    },
  ])
})

it('names an OpenAI-compatible server, or says what is wrong with it', async () => {
  const findWith = (openai: OpenAiStatus) =>
    find({ ...dependencies(async () => connected), openai: async () => openai }, 'openai')
  expect(await findWith({ state: 'unset' })).toMatchObject({ state: 'absent', remedy: null })
  const host = 'http://gpu:8000/v1'
  expect(await findWith({ state: 'unreachable', host, message: 'Gone.', retry: null })).toMatchObject({
    state: 'problem',
    detail: 'Gone',
    remedy: expect.stringContaining('Start it'),
  })
  const models = [{ name: 'qwen-vl', contextLength: null }]
  expect(await findWith({ state: 'connected', host, version: 'vllm 0.12.0', models })).toMatchObject({
    state: 'ok',
    detail: 'vllm 0.12.0 at http://gpu:8000/v1: qwen-vl',
  })
})
