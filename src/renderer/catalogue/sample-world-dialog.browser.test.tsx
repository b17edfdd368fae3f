import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { DatasetId, Timestamp } from '#shared/contract/ids.ts'
import { WorldSettings } from '#shared/worlds/world-instance.ts'
import type { FakeAnswers } from '../testing/fake-engine.ts'
import { renderStudio } from '../testing/render-studio.tsx'

const counts = { items: 0, users: 0, interactions: 0, images: 0, train: 0, validation: 0, test: 0 }

/** An engine without data sets that keeps what it is asked to make. */
function emptyEngine() {
  const made: Dataset[] = []
  const asked: unknown[] = []
  const answers: FakeAnswers = {
    catalogue: {
      datasets: () => made,
      createSample: (request) => {
        asked.push(request ?? null)
        const world = WorldSettings.parse(request?.world ?? { name: 'shop' })
        const dataset: Dataset = {
          id: DatasetId.parse(1),
          name: 'Made',
          synthetic: true,
          sample: { world, seed: request?.seed ?? 1501 },
          createdAt: Timestamp.parse(0),
          counts,
        }
        made.push(dataset)
        return dataset
      },
      categories: () => [],
      items: () => ({ total: 0, items: [] }),
    },
    jobs: { list: () => [] },
    runs: { list: () => [] },
  }
  return { asked, answers }
}

it('makes the sample shop with one click', async () => {
  const { asked, answers } = emptyEngine()
  await renderStudio('/catalogue', answers)
  await page.getByRole('button', { name: 'Make the sample catalogue' }).click()
  await expect.poll(() => asked).toEqual([{}])
})

it('makes another world with the seed and the settings of the dialog', async () => {
  const { asked, answers } = emptyEngine()
  await renderStudio('/catalogue', answers)
  await page.getByRole('button', { name: 'Other sample worlds' }).click()
  await page.getByRole('menuitem', { name: /New items/ }).click()
  const make = page.getByRole('button', { name: 'Make the data set' })
  await page.getByRole('textbox', { name: 'Seed' }).fill('7')
  await page.getByRole('textbox', { name: 'Share of new items' }).fill('0.9')
  await expect.element(page.getByText(/Share of new items must be a number/)).toBeVisible()
  await expect.element(make).toBeDisabled()
  await page.getByRole('textbox', { name: 'Share of new items' }).fill('0.3')
  await make.click()
  await expect.poll(() => asked).toEqual([{ world: { name: 'cold', coldShare: 0.3 }, seed: 7 }])
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
})
