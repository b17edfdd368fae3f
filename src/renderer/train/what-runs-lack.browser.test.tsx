import { beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { Dataset, DatasetCounts } from '#shared/contract/catalogue.ts'
import type { Run } from '#shared/contract/runs.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { datasetLike } from '../testing/dataset-like.ts'
import type { FakeAnswers } from '../testing/fake-engine.ts'
import { renderStudio } from '../testing/render-studio.tsx'
import { runLike } from '../testing/run-like.ts'

function withParts(parts: Pick<DatasetCounts, 'train' | 'validation' | 'test'>): Dataset {
  const dataset = datasetLike(1, 'Movies')
  return { ...dataset, counts: { ...dataset.counts, ...parts } }
}

function answersFor(dataset: Dataset, runs: readonly Run[] = []): FakeAnswers {
  return {
    catalogue: { datasets: () => [dataset] },
    jobs: { list: () => [] },
    runs: { list: () => [...runs], epochs: () => [] },
    snapshots: { list: () => [] },
    system: {
      settings: () => DEFAULT_SETTINGS,
      backends: () => ({ backends: [], auto: { name: 'wasm', reason: 'the fastest here' }, cores: 8 }),
    },
  }
}

const form = page.getByRole('dialog', { name: 'New run' })
const start = form.getByRole('button', { name: 'Start 1 run' })

async function openForm(dataset: Dataset): Promise<void> {
  await renderStudio('/train', answersFor(dataset))
  await page.getByRole('button', { name: 'New run' }).click()
  await form.getByRole('radio', { name: 'LightGCN', exact: true }).click()
}

beforeEach(() => localStorage.clear())

it('the form of a run says that a data set without validation takes none, and starts none', async () => {
  await openForm(withParts({ train: 9, validation: 0, test: 3 }))
  await expect.element(form.getByText(/‘Movies’ has no validation interactions/)).toBeVisible()
  await expect.element(start).toBeDisabled()
})

it('the form of a run says that a data set without a test part reports validation alone, and starts', async () => {
  await openForm(withParts({ train: 9, validation: 3, test: 0 }))
  await expect.element(form.getByText(/‘Movies’ has no test interactions/)).toBeVisible()
  await expect.element(start).toBeEnabled()
})

it('the form of a run has nothing to say of a data set with all parts', async () => {
  await openForm(withParts({ train: 9, validation: 3, test: 3 }))
  await expect.element(start).toBeEnabled()
  expect(form.getByText(/has no (test|validation) interactions/).elements()).toEqual([])
})

it('a finished run says that its best epoch is its last', async () => {
  const config = configFrom({ model: 'lightgcn' })
  const run = runLike(1, { name: 'Best last', config, state: 'finished', epoch: 80, bestEpoch: 80 })
  await renderStudio('/train', answersFor(datasetLike(1, 'Movies'), [run]))
  await expect.element(page.getByText('The best epoch is the last')).toBeVisible()
  await expect.element(page.getByText(/Its best epoch is its last, 80/)).toBeVisible()
})
