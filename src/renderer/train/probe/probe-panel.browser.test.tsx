import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { ItemId, RunId } from '#shared/contract/ids.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { datasetLike } from '../../testing/dataset-like.ts'
import type { FakeAnswers } from '../../testing/fake-engine.ts'
import { renderStudio } from '../../testing/render-studio.tsx'
import { runLike } from '../../testing/run-like.ts'

beforeEach(() => localStorage.clear())

const table = {
  ...{ id: ItemId.parse(1), externalId: 'S1', title: 'Oak table' },
  split: 'test' as const,
}
const lamp = { id: ItemId.parse(2), externalId: 'S2', title: 'Brass lamp', split: null }

function answersFor(
  model: 'content-mf' | 'lightgcn',
  asked: { user: string; item: string }[] = [],
): FakeAnswers {
  const run = runLike(1, { config: configFrom({ model }), test: { 'recall@20': 0.2 } })
  return {
    catalogue: { datasets: () => [datasetLike(1, 'Movies')] },
    jobs: { list: () => [] },
    runs: { list: () => [run], epochs: () => [] },
    snapshots: { list: () => [] },
    probes: {
      choices: ({ user }) => ({
        users: ['shopper-1', 'shopper-2'],
        items: user === null ? [] : [table, lamp],
      }),
      effects: ({ run: id, user, item }) => {
        asked.push({ user, item })
        return {
          run: RunId.parse(id),
          user,
          item: item === 'S1' ? table : lamp,
          attributes: [
            {
              attribute: 'material',
              effect: 0.25,
              effects: [
                { attribute: 'material', from: 'oak', to: 'steel', effect: 0.4 },
                { attribute: 'material', from: 'oak', to: 'glass', effect: 0.1 },
              ],
            },
            {
              attribute: 'style',
              effect: -0.2,
              effects: [{ attribute: 'style', from: 'rustic', to: 'modern', effect: -0.2 }],
            },
          ],
          notFound: ['feature: foldable'],
        }
      },
    },
  }
}

const opener = page.getByRole('button', { name: 'Which attributes a score depends on' })

it('asks by keyboard for a user and an item, and says what the score owes to each attribute', async () => {
  const asked: { user: string; item: string }[] = []
  await renderStudio('/train', answersFor('content-mf', asked))
  await opener.click()
  await page.getByRole('combobox', { name: 'User' }).click()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')
  await expect
    .element(page.getByText('For shopper-2, the score of ‘Oak table’ owes most to its material: oak.'))
    .toBeVisible()
  const bars = page.getByRole('table', { name: 'What the score owes to each attribute' })
  await expect.element(bars.getByRole('row', { name: 'material mean of 2 exchanges +0.250' })).toBeVisible()
  await expect.element(bars.getByRole('row', { name: 'style rustic, not modern −0.200' })).toBeVisible()
  await expect.element(page.getByText(/not exchanged: feature: foldable/)).toBeVisible()

  await page.getByRole('combobox', { name: 'Item' }).click()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.element(page.getByText(/the score of ‘Brass lamp’/)).toBeVisible()
  expect(asked).toEqual([
    { user: 'shopper-2', item: 'S1' },
    { user: 'shopper-2', item: 'S2' },
  ])
})

it('is not offered for a run whose scores depend on no text', async () => {
  await renderStudio('/train', answersFor('lightgcn'))
  await expect.element(page.getByText('Test Recall@20 / NDCG@20')).toBeVisible()
  expect(opener.elements()).toEqual([])
})
