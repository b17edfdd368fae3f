import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { DatasetId, ItemId, JobId } from '#shared/contract/ids.ts'
import type { Job } from '#shared/contract/jobs.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { renderStudio } from '../testing/render-studio.tsx'

const dataset = {
  id: DatasetId.parse(1),
  name: 'Mugs',
  synthetic: false,
  sample: null,
  createdAt: 0,
  counts: { items: 9, users: 0, interactions: 0, images: 0, train: 0, validation: 0, test: 0 },
}

const JOB: Job = {
  id: JobId.parse(7),
  dataset: dataset.id,
  datasetName: dataset.name,
  state: 'running',
  options: { concurrency: 1, seed: 1, generator: { name: 'rule-based' } },
  total: 9,
  done: 3,
  failed: 1,
  createdAt: 0,
  finishedAt: null,
  rate: null,
  secondsLeft: null,
  tokensLeft: null,
  waitingFor: null,
  message: null,
}

/** The page with one job, which the engine pauses, resumes and stops. */
async function openJobs(first: Job): Promise<string[]> {
  const asked: string[] = []
  let job = first
  const become = (event: string, state: Job['state']) => () => {
    asked.push(event)
    job = { ...job, state }
    return job
  }
  await renderStudio('/generate', {
    catalogue: { datasets: () => [dataset] },
    runs: { list: () => [] },
    templates: { list: () => [] },
    system: { settings: () => DEFAULT_SETTINGS },
    ollama: { status: () => ({ state: 'unreachable', host: 'http://h', message: 'It does not answer.' }) },
    jobs: {
      list: () => [job],
      pause: become('pause', 'paused'),
      resume: become('resume', 'running'),
      stop: become('stop', 'stopped'),
      failures: () => [
        {
          item: ItemId.parse(1),
          externalId: 'a',
          title: 'Red mug',
          attempts: 2,
          error: 'The answer is not JSON.',
          answers: ['I cannot.', 'Sorry.'],
        },
      ],
    },
  })
  return asked
}

const card = page.getByRole('article', { name: 'Job 7' })
const button = (name: string) => card.getByRole('button', { name, exact: true })

it('pauses, resumes and, once that is confirmed, stops for good', async () => {
  const asked = await openJobs(JOB)
  await button('Pause').click()
  await expect.element(card.getByText('paused', { exact: true })).toBeVisible()
  await button('Resume').click()
  await expect.element(card.getByText('running', { exact: true })).toBeVisible()
  await button('Stop').click()
  await page.getByRole('button', { name: 'Keep running' }).click()
  await button('Stop').click()
  await page.getByRole('button', { name: 'Stop the job' }).click()
  await expect.element(card.getByText('stopped', { exact: true })).toBeVisible()
  expect(asked).toEqual(['pause', 'resume', 'stop'])
  for (const name of ['Pause', 'Resume', 'Stop']) await expect.element(button(name)).not.toBeInTheDocument()
})

it('says what a running job still takes, and what it waits for', async () => {
  const waitingFor = 'Ollama does not answer. The job waits for it up to a minute, then pauses.'
  await openJobs({ ...JOB, secondsLeft: 90, tokensLeft: { prompt: 12_345, answer: 678 }, waitingFor })
  await expect
    .element(card.getByText('3 of 9 · 1 min 30 s left · about 12,000 tokens to read and 680 to write'))
    .toBeVisible()
  await expect.element(card.getByRole('status').getByText(waitingFor)).toBeVisible()
})

it('shows why items failed, and what the model said', async () => {
  await openJobs({ ...JOB, state: 'finished', finishedAt: 1000 })
  await expect.element(card.getByText('finished', { exact: true })).toBeVisible()
  await button('1 failure').click()
  await expect.element(card.getByText('The answer is not JSON.')).toBeVisible()
  await card.getByText('What the model said').click()
  await expect.element(card.getByLabelText('Answer 1')).toHaveTextContent('I cannot.')
  await expect.element(card.getByLabelText('Answer 2')).toHaveTextContent('Sorry.')
})
