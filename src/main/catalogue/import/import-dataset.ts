import { resolve } from 'node:path'
import type { ImportReport, ImportRequest } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { createPictureFinder } from '../media/picture-finder.ts'
import type { InteractionLog } from '../readers/interactions.ts'
import { type ItemDraft, readItems } from '../readers/items.ts'
import type { IdMap } from '../readers/mmrec-files.ts'
import type { CatalogueReader } from '../readers/reader.ts'
import { READERS, readerNamed } from '../readers/registry.ts'
import { SkippedRows } from '../readers/skipped-rows.ts'
import type { Table } from '../readers/table.ts'
import { importWarnings } from './import-warnings.ts'
import { importFeatures } from './imported-features.ts'
import type { Reading } from './read-dataset.ts'
import { type WriteContext, writeDataset } from './write-dataset.ts'

/** Of what nobody can cancel. */
const NEVER = new AbortController().signal

export type Imported = Pick<ImportReport, 'dataset' | 'encodings' | 'warnings'>

/**
 * Reads a data set from files and writes it into the workspace. Everything is read and checked before the first row is
 * written; the items file is read twice, so that a large catalogue is never in memory as a whole.
 *
 * @param reading where and how files are read
 * @throws ExpectedError BAD_INPUT or NOT_FOUND, with file and line, when the files cannot be used
 */
export async function importDataset(
  request: ImportRequest,
  context: WriteContext,
  reading: Reading,
  readers: readonly CatalogueReader[] = READERS,
): Promise<Imported> {
  const { skipped, signal = NEVER } = context
  const itemsPath = request.items && resolve(request.items)
  const findPicture = await createPictureFinder(itemsPath, request.images && resolve(request.images))
  const read = await reading(request, skipped, context.progress, signal)
  const { plan, interactionsFile, itemsFile, features, itemNumbers, encodings } = read
  const { log } = plan
  const reader = readerNamed(request.format, readers)
  const itemsTable = itemsFile === undefined ? undefined : await reader.openTable(itemsFile, read.itemColumns)
  const dataset = await writeDataset(
    {
      name: request.name,
      synthetic: false,
      options: request,
      itemsFile: itemsFile ?? interactionsFile,
      items: () => (itemsTable === undefined ? draftsOfIds(log) : itemBatches(itemsTable, request)),
      picture: findPicture,
      plan,
    },
    {
      ...context,
      beforeReady: (dataset, externalIds) =>
        importFeatures(context.workspace, dataset, features, featureRows(itemNumbers), externalIds, skipped),
    },
  )
  const warnings = importWarnings({
    counts: dataset.counts,
    similarItems: read.similarItems,
    similarUsers: read.similarUsers,
    areDescribed: itemsTable !== undefined,
    wantsPictures: request.images !== undefined,
    leftOut: skipped.byReason(),
  })
  return { dataset, encodings, warnings }
}

/** The second reading; what is wrong with the file was noted in the first one. */
async function* itemBatches(table: Table, request: ImportRequest): AsyncGenerator<readonly ItemDraft[]> {
  for await (const { items } of readItems(table, request.itemMapping, new SkippedRows())) yield items
}

async function* draftsOfIds(log: InteractionLog): AsyncGenerator<readonly ItemDraft[]> {
  yield log.items.map((externalId) => ({
    line: 1,
    externalId,
    title: externalId,
    description: '',
    category: null,
    attributes: [],
    image: null,
  }))
}

/** Without a map the items' ids are the numbers of their rows. */
function featureRows(itemNumbers: IdMap | undefined) {
  if (itemNumbers === undefined) return { expected: undefined, rowOf: wholeNumber }
  const numbers = new Map([...itemNumbers].map(([number, id]) => [id, number] as const))
  return {
    expected: numbers.size,
    rowOf: (externalId: string) => wholeNumber(numbers.get(externalId) ?? ''),
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/** @throws ExpectedError CONFLICT */
export function refuseTakenName(name: string, taken: boolean): void {
  if (!taken) return
  throw new ExpectedError('CONFLICT', `There is a data set named "${name}" already.`, {
    retry: 'Choose another name, or remove that data set first.',
  })
}
