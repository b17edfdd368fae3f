import { beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { Annotator, SnapshotId } from '#shared/contract/ids.ts'
import { type NegativeQuality, QualityMetric, type QualitySummary } from '#shared/contract/quality.ts'
import { datasetLike } from '../../testing/dataset-like.ts'
import { renderStudio } from '../../testing/render-studio.tsx'

beforeEach(() => localStorage.clear())

const ada = Annotator.parse('Ada')

function summary(negatives: number, balance: number): QualitySummary {
  const medians = Object.fromEntries(QualityMetric.options.map((metric) => [metric, null]))
  return {
    negatives,
    states: { pending: 0, accepted: negatives, edited: 0, rejected: 0, skipped: 0 },
    acceptanceRate: 1,
    medians: { ...medians, balance } as QualitySummary['medians'],
  }
}

function qualityOf(negatives: number): NegativeQuality {
  return {
    selection: summary(negatives, 0.5),
    distributions: QualityMetric.options.map((metric) => ({
      metric,
      known: metric === 'balance' ? negatives : 0,
      median: metric === 'balance' ? 0.5 : null,
      bins: [
        { from: 0, to: 0.5, count: negatives - 1 },
        { from: 0.5, to: 1, count: 1 },
      ],
    })),
    generators: [{ key: { generator: 'rule-based', model: 'no model' }, summary: summary(8, 0.75) }],
    snapshots: [{ key: { snapshot: SnapshotId.parse(4), name: 'first' }, summary: summary(5, 0.5) }],
    curators: [{ key: { annotator: ada }, summary: summary(3, 0.25) }],
  }
}

const catalogue = { datasets: () => [datasetLike(1, 'Movies')] }

it('puts groups side by side, and plots what the filters choose', async () => {
  const asked: unknown[] = []
  await renderStudio('/catalogue?tab=quality', {
    catalogue,
    jobs: { list: () => [] },
    runs: { list: () => [] },
    quality: {
      of: ({ filter }) => {
        asked.push(filter)
        return qualityOf(filter.annotator === undefined ? 8 : 3)
      },
    },
  })
  const table = page.getByRole('table', { name: 'Quality of negatives, medians' })
  await expect
    .element(table.getByRole('row', { name: /^Generator Rule-based.* 8 100 % – – 0.75/ }))
    .toBeVisible()
  await expect.element(table.getByRole('row', { name: /^Snapshot first 5/ })).toBeVisible()
  await expect.element(table.getByRole('row', { name: /^Curator Ada 3/ })).toBeVisible()
  await expect.element(page.getByText('8 negatives, 8 decided, 100 % of these accepted.')).toBeVisible()

  await page.getByRole('combobox', { name: 'Curator' }).selectOptions('Ada')
  await expect.element(page.getByText('3 negatives, 3 decided, 100 % of these accepted.')).toBeVisible()
  await expect.element(page.getByRole('region', { name: 'Balance', exact: true })).toBeVisible()
  expect(asked.at(-1)).toEqual({ annotator: 'Ada' })
  expect(decodeURIComponent(location.hash)).toContain('negatives={"annotator":"Ada"}')
})

it('says where negatives come from while there are none', async () => {
  const none = { ...qualityOf(1), generators: [], snapshots: [], curators: [] }
  await renderStudio('/catalogue?tab=quality', {
    catalogue,
    jobs: { list: () => [] },
    runs: { list: () => [] },
    quality: { of: () => none },
  })
  await expect.element(page.getByText(/has no negatives yet/)).toBeVisible()
})
