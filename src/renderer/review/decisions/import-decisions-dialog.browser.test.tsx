import { beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { DecisionImport } from '#shared/contract/decision-imports.ts'
import { datasetLike } from '../../testing/dataset-like.ts'
import type { FakeAnswers } from '../../testing/fake-engine.ts'
import { renderStudio } from '../../testing/render-studio.tsx'

const shop = datasetLike(1, 'Shop')
const NO_COUNTS = { pending: 0, accepted: 3, edited: 0, rejected: 0, skipped: 0 }

const conflict = (line: number, title: string) => ({
  ...{ line, title, proposal: line },
  theirs: { annotator: 'Ben', verdict: 'accept', at: null, note: null },
  ours: { step: 9, state: 'rejected', annotator: 'Ada', at: 0, note: null },
})

function studio(asked: unknown[]): FakeAnswers {
  return {
    catalogue: { datasets: () => [shop], categories: () => [] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    views: { list: () => [] },
    review: {
      queue: () => ({ proposals: [], counts: NO_COUNTS, position: null }),
      counts: () => NO_COUNTS,
      leases: () => [],
      release: () => ({ released: true }),
      history: () => ({ steps: [], more: false }),
      progress: () => ({ counts: NO_COUNTS, annotators: [] }),
      reasons: () => [],
    },
    decisions: {
      preview: (input) => {
        asked.push(['preview', input])
        return DecisionImport.parse({
          steps: [{ annotator: 'Ben', decisions: 4, step: null }],
          unchanged: 1,
          conflicts: [conflict(2, 'Red mug'), conflict(5, 'Tall mug')],
        })
      },
      import: (input) => {
        asked.push(['import', input])
        return DecisionImport.parse({
          steps: [{ annotator: 'Ben', decisions: 5, step: 10 }],
          unchanged: 1,
          conflicts: [conflict(2, 'Red mug')],
        })
      },
    },
  }
}

beforeEach(() => {
  localStorage.clear()
  localStorage.setItem('annotator', '"Ada"')
})

it('shows what a file would change, lets conflicts be chosen, and writes it', async () => {
  const asked: unknown[] = []
  await renderStudio('/review', studio(asked))
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('button', { name: 'Import decisions…' }).click()
  await page.getByPlaceholder('/path/on/this/machine').fill('/data/ben.jsonl')
  await page.getByRole('button', { name: 'Look at it' }).click()
  await expect
    .element(page.getByText('4 decisions of Ben; 1 decided so already; 2 decided otherwise since:'))
    .toBeVisible()
  const row = page.getByRole('row', { name: /Tall mug rejected by Ada.* accepted by Ben/ })
  await row.getByRole('checkbox').click()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect.element(page.getByText(/Imported 5 decisions; 1 stay as they were decided here/)).toBeVisible()
  expect(asked).toEqual([
    ['preview', { dataset: 1, path: '/data/ben.jsonl', theirs: [] }],
    ['import', { dataset: 1, path: '/data/ben.jsonl', theirs: [5] }],
  ])
})
