import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { DatasetId, JobId } from '#shared/contract/ids.ts'
import { type Job, ProposeRequest } from '#shared/contract/jobs.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import { DEFAULT_SETTINGS, Settings } from '#shared/contract/system.ts'
import { renderStudio } from '../testing/render-studio.tsx'

const dataset = {
  id: DatasetId.parse(1),
  name: 'Mugs',
  synthetic: false,
  sample: null,
  createdAt: 0,
  counts: { items: 9, users: 0, interactions: 0, images: 0, train: 0, validation: 0, test: 0 },
}

/** What the engine was asked for. */
async function openForm(
  status: 'connected' | 'unreachable',
  openai: OpenAiStatus = { state: 'unset' },
): Promise<ProposeRequest[]> {
  const asked: ProposeRequest[] = []
  const model = {
    name: 'seer',
    digest: '',
    bytes: 1,
    vision: true,
    thinking: false,
    contextLength: null,
    loaded: true,
  }
  await renderStudio('/generate', {
    catalogue: { datasets: () => [dataset] },
    runs: { list: () => [] },
    templates: { list: () => [] },
    system: {
      settings: () => ({
        ...DEFAULT_SETTINGS,
        model: 'seer',
        temperature: 0.3,
        openaiServer: { host: 'host' in openai ? openai.host : '', keyVariable: '', keyFile: '' },
      }),
      saveSettings: (change) => Settings.parse({ ...DEFAULT_SETTINGS, ...change }),
    },
    ollama: {
      status: () =>
        status === 'connected'
          ? { state: 'connected', host: 'http://h', version: '1', models: [model] }
          : { state: 'unreachable', host: 'http://h', message: 'It does not answer.' },
    },
    openai: { status: () => openai },
    jobs: {
      list: () => [],
      estimate: () => ({ items: 50, tokens: { prompt: 123_456, answer: 4567 }, seconds: 65, measured: 40 }),
      propose(request) {
        asked.push(ProposeRequest.parse(request))
        return JOB
      },
    },
  })
  return asked
}

const JOB: Job = {
  id: JobId.parse(1),
  dataset: dataset.id,
  datasetName: dataset.name,
  state: 'running',
  options: { concurrency: 1, seed: 1, generator: { name: 'rule-based' } },
  total: 9,
  done: 0,
  failed: 0,
  createdAt: 0,
  finishedAt: null,
  rate: null,
  secondsLeft: null,
  tokensLeft: null,
  waitingFor: null,
  message: null,
}

const start = page.getByRole('button', { name: 'Start generating' })
const field = (name: string) => page.getByRole('textbox', { name })

it('starts a job with the settings of the generator and of every job', async () => {
  const asked = await openForm('connected')
  await expect.element(field('Temperature')).toHaveValue('0.3')
  await field('Temperature').fill('3')
  await expect.element(start).toBeDisabled()
  await expect.element(page.getByRole('status').filter({ hasText: 'from 0 to 2' })).toBeVisible()
  await field('Temperature').fill('1.5')
  await field('Seed').fill('7')
  const words =
    'About 1 min 5 s, 120,000 tokens to read and 4,600 to write for 50 items, as the newest 40 items took.'
  await expect.element(page.getByRole('status').filter({ hasText: words })).toBeVisible()
  await start.click()
  await expect.poll(() => asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({
    generator: 'ollama',
    seed: 7,
    concurrency: DEFAULT_SETTINGS.concurrency,
    settings: { model: 'seer', temperature: 1.5, contextLength: DEFAULT_SETTINGS.contextLength },
  })
})

it('offers the generator without a server where none answers, and only its settings', async () => {
  const asked = await openForm('unreachable')
  await expect.element(field('Seed')).toBeVisible()
  await expect.element(field('Temperature')).not.toBeInTheDocument()
  await start.click()
  await expect.poll(() => asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ generator: 'rule-based', settings: {}, limit: 50 })
})

it('starts a job on an OpenAI-compatible server where Ollama does not answer', async () => {
  const host = 'http://gpu:8000/v1'
  const models = [{ name: 'qwen-vl', contextLength: null }]
  const asked = await openForm('unreachable', { state: 'connected', host, version: 'vllm 0.12.0', models })
  await expect.element(page.getByRole('radio', { name: 'OpenAI-compatible' })).toBeChecked()
  await page.getByRole('combobox', { name: 'Model' }).click()
  await page.getByRole('option', { name: 'qwen-vl' }).click()
  await expect.element(page.getByRole('button', { name: 'Does it see?' })).toBeVisible()
  await start.click()
  await expect.poll(() => asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ generator: 'openai', settings: { model: 'qwen-vl', host } })
})
