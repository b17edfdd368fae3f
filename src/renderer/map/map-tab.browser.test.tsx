import { ORPCError } from '@orpc/client'
import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Annotator } from '#shared/contract/ids.ts'
import type { MapState } from '#shared/contract/maps.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { cardLike } from '../testing/card-like.ts'
import { datasetLike } from '../testing/dataset-like.ts'
import type { FakeAnswers } from '../testing/fake-engine.ts'
import { mapPointsLike } from '../testing/map-points-like.ts'
import { renderStudio } from '../testing/render-studio.tsx'

const POINTS = mapPointsLike([
  { category: 'Mugs', states: ['pending', 'accepted'] },
  { category: 'Lamps', states: ['pending'] },
  { category: 'Lamps' },
])
const DRAWN: MapState = {
  state: 'drawn',
  drawnAt: 1,
  items: 3,
  allItems: 40,
  proposals: 3,
  allProposals: 3,
  newer: 2,
}

beforeEach(() => localStorage.setItem('annotator', JSON.stringify(Annotator.parse('Ada'))))

function answers(maps: NonNullable<FakeAnswers['maps']>, queues: unknown[] = []): FakeAnswers {
  return {
    catalogue: { datasets: () => [datasetLike(1, 'Shop')] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    system: { settings: () => DEFAULT_SETTINGS },
    maps,
    review: {
      card: ({ proposal }) => cardLike(proposal, {}),
      queue({ filter }) {
        queues.push(filter)
        return {
          proposals: [],
          counts: { pending: 0, skipped: 0, accepted: 0, edited: 0, rejected: 0 },
          position: 1,
        }
      },
      progress: () => ({
        counts: { pending: 2, skipped: 0, accepted: 1, edited: 0, rejected: 0 },
        annotators: [],
      }),
    },
  }
}

it('draws the map when asked, and lets the drawing be canceled', async () => {
  const canceled: unknown[] = []
  const drawing = Promise.withResolvers<MapState>()
  let state: MapState = { state: 'absent' }
  await renderStudio(
    '/catalogue?tab=map',
    answers({
      state: () => state,
      draw: () => drawing.promise,
      cancel(key) {
        canceled.push(key)
        return { canceled: true }
      },
      points: () => POINTS,
    }),
  )
  await page.getByRole('button', { name: 'Draw the map' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  expect(canceled).toEqual([{ dataset: 1, encoder: DEFAULT_SETTINGS.textEncoder }])
  state = DRAWN
  drawing.resolve(state)
  await expect.element(page.getByRole('img', { name: /^Map of 3 items and 3 negatives/ })).toBeVisible()
  await expect.element(page.getByText('3 of 40 items, 3 negatives')).toBeVisible()
  await expect.element(page.getByText('2 proposals newer than the map')).toBeVisible()
})

it('chooses negatives by the legend, tells what each is, and opens the review of them alone', async () => {
  const queues: unknown[] = []
  await renderStudio('/catalogue?tab=map', answers({ state: () => DRAWN, points: () => POINTS }, queues))
  await page.getByRole('combobox', { name: 'Color' }).selectOptions('state')
  const accepted = page.getByRole('button', { name: /^Accepted\s*: choose 1 negative/ })
  await accepted.click()
  await expect.element(page.getByRole('heading', { name: '1 chosen' })).toBeVisible()
  await page.getByRole('button', { name: /^Pending\s*: choose 2 negatives/ }).click()
  await expect.element(page.getByRole('heading', { name: '3 chosen' })).toBeVisible()
  await accepted.click()
  await expect.element(page.getByRole('heading', { name: '2 chosen' })).toBeVisible()

  const rows = page.getByRole('list', { name: 'Chosen' }).getByRole('button')
  rows.nth(1).element().focus()
  const point = page.getByRole('region', { name: 'Point' })
  await expect.element(point.getByRole('heading', { name: 'Mug 2' })).toBeVisible()
  await expect.element(point.getByText('colour: red → blue')).toBeVisible()

  page.getByRole('button', { name: 'Review these' }).element().focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('Nothing pending fits these filters')).toBeVisible()
  expect(queues[0]).toEqual({ dataset: 1, states: ['pending'], proposals: [1, 3] })
  await page.getByRole('button', { name: 'Filters (1)' }).click()
  await expect.element(page.getByText('2 chosen on the map')).toBeVisible()
})

it('says why no map can be had', async () => {
  await renderStudio(
    '/catalogue?tab=map',
    answers({
      state: () => ({ state: 'absent' }),
      draw() {
        throw new ORPCError('UNREACHABLE', { message: 'The encoder does not answer.', status: 503 })
      },
    }),
  )
  await page.getByRole('button', { name: 'Draw the map' }).click()
  await expect.element(page.getByText('The encoder does not answer.')).toBeVisible()
})
