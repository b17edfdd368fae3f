import { ORPCError } from '@orpc/client'
import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { type FilePreview, type ImportReport, ImportRequest } from '#shared/contract/imports.ts'
import { datasetLike } from '../../testing/dataset-like.ts'
import type { FakeAnswers } from '../../testing/fake-engine.ts'
import { renderStudio } from '../../testing/render-studio.tsx'

const FORMATS = [
  { name: 'csv', label: 'CSV', extensions: ['csv'], needsItems: true, mapsColumns: true },
  { name: 'mmrec', label: 'MMRec', extensions: ['inter'], needsItems: false, mapsColumns: false },
].map((format) => ({ ...format, summary: '' }))

const PREVIEWS: Readonly<Record<string, FilePreview>> = {
  '/shop/items.csv': {
    path: '/shop/items.csv',
    format: 'csv',
    bytes: 1200,
    columns: ['sku', 'name', 'brand'],
    rows: [['m1', 'Red mug', 'Acme']],
    role: 'items',
    itemMapping: { sku: 'id', name: 'title', brand: 'attribute' },
    interactionMapping: {},
  },
  '/shop/sales.csv': {
    path: '/shop/sales.csv',
    format: 'csv',
    bytes: 800,
    columns: ['customer', 'sku', 'when'],
    rows: [['u1', 'm1', '1700000000']],
    role: 'interactions',
    itemMapping: {},
    interactionMapping: { customer: 'user', sku: 'item', when: 'timestamp' },
  },
}

const REPORT = { skipped: [], skippedTotal: 0, leftOut: [], warnings: [], encodings: [] }

function answersTo(requests: ImportRequest[], report: Partial<ImportReport> = {}): FakeAnswers {
  return {
    catalogue: { datasets: () => [] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    imports: {
      formats: () => FORMATS,
      complete: () => [],
      preview: ({ path }) => {
        const preview = PREVIEWS[path]
        if (preview === undefined) throw new Error(`no file ${path}`)
        return preview
      },
      run: (request) => {
        requests.push(ImportRequest.parse(request))
        return { ...REPORT, ...report, dataset: datasetLike(1, request.name) }
      },
    },
  }
}

const start = page.getByRole('button', { name: 'Import', exact: true })
const path = (label: string) => page.getByRole('combobox', { name: new RegExp(`^${label}`) })
const meaning = (column: string) => page.getByRole('combobox', { name: `Meaning of ${column}` })

async function chooseFiles(): Promise<void> {
  await path('Items').fill('/shop/items.csv')
  await userEvent.keyboard('{Escape}')
  await path('Interactions').fill('/shop/sales.csv')
  await userEvent.keyboard('{Escape}')
  await expect.element(meaning('customer')).toBeVisible()
}

beforeEach(() => localStorage.clear())

it('guesses what the columns mean, and imports them so', async () => {
  const requests: ImportRequest[] = []
  await renderStudio('/import', answersTo(requests))
  await chooseFiles()
  await expect.element(meaning('name')).toHaveValue('title')
  await expect.element(meaning('when')).toHaveValue('timestamp')
  await expect.element(page.getByRole('cell', { name: 'Red mug' })).toBeVisible()
  await start.click()
  await expect.element(page.getByText('Shop is imported')).toBeVisible()
  expect(requests).toMatchObject([
    {
      name: 'Shop',
      items: '/shop/items.csv',
      interactions: '/shop/sales.csv',
      itemMapping: { sku: 'id', name: 'title', brand: 'attribute' },
      interactionMapping: { customer: 'user', sku: 'item', when: 'timestamp' },
    },
  ])
})

it('takes another meaning of a column, and says what that makes impossible', async () => {
  const requests: ImportRequest[] = []
  await renderStudio('/import', answersTo(requests))
  await chooseFiles()
  await meaning('brand').selectOptions('Title')
  await expect.element(page.getByText('Items: More than one column is the title.')).toBeVisible()
  await expect.element(start).toBeDisabled()
  await meaning('brand').selectOptions('Category')
  await meaning('customer').selectOptions('Leave out')
  await expect.element(page.getByText('Interactions: No column is the user.')).toBeVisible()
  await meaning('customer').selectOptions('User id')
  await start.click()
  await expect
    .poll(() => requests.map(({ itemMapping }) => itemMapping))
    .toEqual([{ sku: 'id', name: 'title', brand: 'category' }])
})

it('maps no columns of a format whose columns have one meaning, and needs no items for it', async () => {
  const requests: ImportRequest[] = []
  await renderStudio('/import', answersTo(requests))
  await path('Interactions').fill('/shop/sales.csv')
  await userEvent.keyboard('{Escape}')
  await expect.element(meaning('customer')).toBeVisible()
  await expect.element(page.getByText('Choose the items.')).toBeVisible()
  await page.getByRole('combobox', { name: 'Format' }).click()
  await page.getByRole('option', { name: 'MMRec' }).click()
  await expect.element(meaning('customer')).not.toBeInTheDocument()
  await start.click()
  await expect.poll(() => requests.map(({ format }) => format)).toEqual(['mmrec'])
})

it('does not start while a file cannot be read', async () => {
  await renderStudio('/import', answersTo([]))
  await chooseFiles()
  await expect.element(start).toBeEnabled()
  await path('Items').fill('/shop/gone.csv')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByText('The file of items cannot be read.')).toBeVisible()
  await expect.element(start).toBeDisabled()
})

it('warns of what looks wrong, and tells why rows were left out', async () => {
  const file = '/shop/sales.csv'
  const skipped = [3, 7].map((line) => ({ file, line, reason: `the item m${line} is not in the items file` }))
  const reason = 'the item … is not in the items file'
  const report = {
    skipped,
    skippedTotal: 2,
    leftOut: [{ file, reason, count: 2, lines: [3, 7] }],
    warnings: ['No interaction is in the test split, so that no model can be compared.'],
    encodings: [{ file, encoding: 'Latin-1' as const }],
  }
  await renderStudio('/import', answersTo([], report))
  await chooseFiles()
  await start.click()
  await expect.element(page.getByText('2 rows were left out.')).toBeVisible()
  await expect.element(page.getByText('sales.csv was read as Latin-1.')).toBeVisible()
  await expect.element(page.getByRole('alert').getByText(report.warnings[0] ?? '')).toBeVisible()
  await expect.element(page.getByRole('table', { name: 'Reasons' }).getByText(reason)).toBeVisible()
  await page.getByRole('button', { name: 'List 2 rows' }).click()
  await expect.element(page.getByText('the item m7 is not in the items file')).toBeVisible()
})

it('can be cancelled, and then says that nothing was stored', async () => {
  const running = Promise.withResolvers<never>()
  const answers = answersTo([])
  const cancelled: string[] = []
  await renderStudio('/import', {
    ...answers,
    imports: {
      ...answers.imports,
      run: () => running.promise,
      cancel: ({ name }) => {
        cancelled.push(name)
        running.reject(
          new ORPCError('CANCELLED', {
            defined: true,
            status: 499,
            message: 'Cancelled; nothing of it was stored.',
          }),
        )
        return { cancelled: true }
      },
    },
  })
  await chooseFiles()
  await start.click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.element(page.getByText('Cancelled; nothing of it was stored.')).toBeVisible()
  expect(cancelled).toEqual(['Shop'])
  await expect.element(page.getByRole('button', { name: 'Cancel' })).not.toBeInTheDocument()
  await expect.element(start).toBeEnabled()
})
