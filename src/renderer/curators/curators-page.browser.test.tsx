import { beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { SessionId } from '#shared/contract/access.ts'
import type { CuratorFigures } from '#shared/contract/curators.ts'
import { Annotator } from '#shared/contract/ids.ts'
import { datasetLike } from '../testing/dataset-like.ts'
import { renderStudio } from '../testing/render-studio.tsx'

beforeEach(() => localStorage.clear())

const ada = Annotator.parse('Ada')
const ben = Annotator.parse('Ben')

function figuresOf(annotator: Annotator, more: Partial<CuratorFigures>): CuratorFigures {
  return {
    annotator,
    decisions: 120,
    hourlyRate: 901.6,
    itemTimes: {
      known: 120,
      median: 3250,
      bins: [
        { from: 0, to: 4, count: 90 },
        { from: 4, to: null, count: 30 },
      ],
    },
    acceptanceRate: 0.75,
    othersAcceptanceRate: 0.5,
    editRate: 0.1,
    audits: { caught: 9, missed: 1, rate: 0.9, interval: { low: 0.56, high: 0.99 } },
    ...more,
  }
}

const still = {
  catalogue: { datasets: () => [datasetLike(1, 'Movies')] },
  jobs: { list: () => [] },
  runs: { list: () => [] },
}

it('puts curators side by side, with what they caught and their times', async () => {
  const none = { caught: 0, missed: 0, rate: null, interval: null }
  await renderStudio('/curators', {
    ...still,
    curators: {
      figures: () => [figuresOf(ada, {}), figuresOf(ben, { hourlyRate: null, audits: none })],
    },
  })
  const table = page.getByRole('table', { name: 'Curators' })
  await expect
    .element(
      table.getByRole('row', {
        name: /^Ada 120 902 3\.3 s 75 % 50 % 10 % 9 of 10 \(56 % to 99 %\)/,
      }),
    )
    .toBeVisible()
  await expect.element(table.getByRole('row', { name: /^Ben 120 – .* none decided/ })).toBeVisible()
  const times = page.getByRole('region', { name: 'Time per item: Ada' })
  await expect
    .element(times.getByRole('img', { name: /0–4 seconds on screen: 90 decisions; over 4/ }))
    .toBeVisible()
})

it('shows a curator their own figures, and nothing of audits', async () => {
  const asked: unknown[] = []
  await renderStudio('/curators', {
    ...still,
    access: {
      me: () => ({ role: 'curator', name: ben, session: SessionId.parse('0123abcd'), remote: true }),
    },
    curators: {
      own: (input) => {
        asked.push(input)
        return figuresOf(ben, { audits: null })
      },
    },
  })
  const table = page.getByRole('table', { name: 'Curators' })
  await expect.element(table.getByRole('row', { name: /^Ben 120/ })).toBeVisible()
  await expect.element(page.getByText('Audits')).not.toBeInTheDocument()
  expect(asked).toEqual([{ dataset: 1, annotator: 'Ben' }])
})

it('says so while nobody has decided anything', async () => {
  await renderStudio('/curators', { ...still, curators: { figures: () => [] } })
  await expect.element(page.getByText('Nobody has decided anything in this data set yet.')).toBeVisible()
})
