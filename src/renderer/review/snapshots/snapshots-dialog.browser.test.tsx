import { ORPCError } from '@orpc/client'
import { beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { ProposalId, RunId, SnapshotId } from '#shared/contract/ids.ts'
import { Snapshot } from '#shared/contract/snapshots.ts'
import { datasetLike } from '../../testing/dataset-like.ts'
import type { FakeAnswers } from '../../testing/fake-engine.ts'
import { renderStudio } from '../../testing/render-studio.tsx'

const shop = datasetLike(1, 'Shop')
const NO_COUNTS = { pending: 0, accepted: 3, edited: 0, rejected: 0, skipped: 0 }

function snapshotLike(id: number, name: string, note = ''): Snapshot {
  return Snapshot.parse({
    ...{ id, dataset: shop.id, name, note, which: 'curated', negatives: 3, createdAt: id },
    hash: String(id).repeat(64),
  })
}

/** Newest first; run 7 learned from the older one. */
function studio(asked: unknown[]): FakeAnswers {
  let snapshots = [snapshotLike(2, 'second'), snapshotLike(1, 'first', 'As a start')]
  const content = (text: string) => ({ text, visual: '', attributes: [] })
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
      progress: () => ({ counts: NO_COUNTS, annotators: [] }),
      reasons: () => [],
    },
    snapshots: {
      list: () => snapshots,
      uses: ({ snapshot }) => ({
        runs: snapshot === 1 ? [{ id: RunId.parse(7), name: 'NegGen' }] : [],
        studies: [],
      }),
      describe: (input) => {
        asked.push(input)
        snapshots = snapshots.map((one) =>
          one.id === input.snapshot
            ? { ...one, name: input.name ?? one.name, note: input.note ?? one.note }
            : one,
        )
        return snapshotLike(2, 'second')
      },
      remove: ({ snapshot }) => {
        if (snapshot === 1) {
          const message = 'The snapshot ‘first’ is needed: run 7 (NegGen) learned from it.'
          throw new ORPCError('CONFLICT', { defined: true, message })
        }
        snapshots = snapshots.filter(({ id }) => id !== snapshot)
        return { removed: true }
      },
      compare: (input) => {
        asked.push(input)
        const of = { externalId: 'item-1', title: 'Red mug' }
        return {
          counts: { added: 1, removed: 0, changed: 1, unchanged: 1 },
          sameAttributes: false,
          differences: [
            { ...of, kind: 'added', proposal: null, before: null, after: content('Green mug') },
            {
              ...of,
              kind: 'changed',
              proposal: ProposalId.parse(5),
              before: content('Blue mug'),
              after: content('Grey mug'),
            },
          ],
        }
      },
      import: (input) => {
        asked.push(input)
        const back = snapshotLike(3, input.name ?? 'third')
        snapshots = [back, ...snapshots]
        return back
      },
    },
  }
}

const table = page.getByRole('table', { name: 'Snapshots' })

async function openDialog(asked: unknown[] = []) {
  await renderStudio('/review', studio(asked))
  await page
    .getByRole('button', { name: /snapshot/i })
    .first()
    .click()
  await expect.element(table).toBeVisible()
  return asked
}

async function choose(name: string, what: string) {
  await page.getByRole('button', { name: `More of ${name}` }).click()
  await page.getByRole('menuitem', { name: what }).click()
}

beforeEach(() => {
  localStorage.clear()
  localStorage.setItem('annotator', '"Ada"')
})

it('shows notes, and which runs learned from a snapshot', async () => {
  await openDialog()
  await expect.element(table.getByText('As a start')).toBeVisible()
  await expect
    .element(table.getByRole('link', { name: '1 run' }))
    .toHaveAttribute('href', expect.stringContaining('learned=1'))
})

it('gives a snapshot another name and a note', async () => {
  const asked = await openDialog()
  await choose('second', 'Name and note…')
  await page.getByRole('textbox', { name: 'Name' }).fill('round two')
  await page.getByRole('textbox', { name: 'Note' }).fill('By Ada')
  await page
    .getByRole('dialog', { name: /^Name and note of/ })
    .getByRole('button', { name: 'Save' })
    .click()
  await expect.element(table.getByRole('cell', { name: 'round two By Ada', exact: true })).toBeVisible()
  expect(asked).toEqual([{ snapshot: SnapshotId.parse(2), name: 'round two', note: 'By Ada' }])
})

it('removes one, and says which run needs another', async () => {
  await openDialog()
  await choose('second', 'Remove…')
  await page.getByRole('button', { name: 'Remove the snapshot' }).click()
  await expect.element(table.getByText('second')).not.toBeInTheDocument()
  await choose('first', 'Remove…')
  await page.getByRole('button', { name: 'Remove the snapshot' }).click()
  await expect.element(page.getByText(/run 7 \(NegGen\) learned from it/)).toBeVisible()
})

it('compares a snapshot with the one before, and links the proposals', async () => {
  const asked = await openDialog()
  await choose('second', 'Compare with another…')
  await expect
    .element(page.getByText(/1 added, 0 removed, 1 changed, 1 unchanged; the verdicts/))
    .toBeVisible()
  expect(asked).toEqual([{ from: 1, to: 2 }])
  const link = page.getByRole('link', { name: 'Red mug' })
  await expect.element(link).toHaveAttribute('href', expect.stringContaining('only='))
  expect(link.elements()).toHaveLength(1)
})

it('imports one from a path', async () => {
  const asked = await openDialog()
  await page.getByRole('button', { name: 'Import a snapshot…' }).click()
  await page.getByPlaceholder('/path/on/this/machine').fill('/data/out')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect.element(table.getByText('third')).toBeVisible()
  expect(asked).toEqual([{ dataset: 1, path: '/data/out' }])
})
