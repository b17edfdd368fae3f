import { resolve } from 'node:path'
import type { ImportReport, ImportRequest } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { createPictureFinder } from '../media/picture-finder.ts'
import { type InteractionLog, readInteractions } from '../readers/interactions.ts'
import { Interner } from '../readers/interner.ts'
import { type ItemDraft, readItemIds, readItems } from '../readers/items.ts'
import type { IdMap } from '../readers/mmrec-files.ts'
import type { CatalogueReader, LayoutFiles } from '../readers/reader.ts'
import { READERS, readerNamed } from '../readers/registry.ts'
import { SkippedRows } from '../readers/skipped-rows.ts'
import type { Table } from '../readers/table.ts'
import { importWarnings } from './import-warnings.ts'
import { importFeatures } from './imported-features.ts'
import { planDataset } from './plan.ts'
import { type WriteContext, writeDataset } from './write-dataset.ts'

export type Imported = Pick<ImportReport, 'dataset' | 'encodings' | 'warnings'>

/**
 * Reads a data set from files and writes it into the workspace. Everything is read and checked before the first row is
 * written; the items file is read twice, so that a large catalogue is never in memory as a whole.
 *
 * @throws ExpectedError BAD_INPUT or NOT_FOUND, with file and line, when the files cannot be used
 */
export async function importDataset(
  request: ImportRequest,
  context: WriteContext,
  readers = READERS,
): Promise<Imported> {
  const { skipped } = context
  const reader = readerNamed(request.format, readers)
  const files = await locateFiles(reader, request, skipped)
  const itemsTable = files.items === undefined ? undefined : await reader.openTable(files.items)
  const interactionsTable = await reader.openTable(files.interactions)
  const findPicture = await createPictureFinder(files.items, request.images && resolve(request.images))

  const listed = await listItems(itemsTable, request, files.itemNumbers, context)
  const log = await readInteractions(
    interactionsTable,
    {
      mapping: request.interactionMapping,
      items: listed,
      translate: files.translate,
      onProgress: (bytes) => context.progress('reading interactions', bytes, interactionsTable.bytes),
    },
    skipped,
  )
  context.progress('filtering', 0, log.count)
  const plan = await planDataset(log, request, files.interactions, skipped)
  // Items that only interactions name do not exist without them.
  const keepsLonelyItems = plan.keepsLonelyItems && listed !== undefined

  const dataset = await writeDataset(
    {
      name: request.name,
      synthetic: false,
      options: request,
      itemsFile: files.items ?? files.interactions,
      items: () => (itemsTable === undefined ? draftsOfIds(log) : itemBatches(itemsTable, request)),
      picture: findPicture,
      plan: { ...plan, keepsLonelyItems },
    },
    {
      ...context,
      beforeReady: (dataset, externalIds) =>
        importFeatures(
          context.workspace,
          dataset,
          files.features,
          featureRows(files.itemNumbers),
          externalIds,
          skipped,
        ),
    },
  )
  const warnings = importWarnings({
    counts: dataset.counts,
    items: log.items,
    users: log.users,
    areDescribed: itemsTable !== undefined,
    wantsPictures: request.images !== undefined,
    leftOut: skipped.byReason(),
  })
  return { dataset, encodings: otherEncodings(itemsTable, interactionsTable), warnings }
}

function otherEncodings(...tables: readonly (Table | undefined)[]): ImportReport['encodings'] {
  return tables.flatMap((table) => {
    const encoding = table?.encoding()
    if (table === undefined || encoding === undefined || encoding === 'UTF-8') return []
    return [{ file: table.file, encoding }]
  })
}

interface SourceFiles extends LayoutFiles {
  items: string | undefined
}

async function locateFiles(
  reader: CatalogueReader,
  request: ImportRequest,
  skipped: SkippedRows,
): Promise<SourceFiles> {
  const items = request.items && resolve(request.items)
  const interactions = resolve(request.interactions)
  if (reader.locate !== undefined) return { items, ...(await reader.locate(interactions, skipped)) }
  return { items, interactions, features: [], itemNumbers: undefined, translate: undefined }
}

/** The items that exist before any interaction is read; undefined where only interactions name items. */
async function listItems(
  table: Table | undefined,
  request: ImportRequest,
  itemNumbers: IdMap | undefined,
  context: WriteContext,
): Promise<Interner | undefined> {
  const listed = new Interner()
  if (table !== undefined) {
    for await (const { ids, bytesRead } of readItemIds(table, request.itemMapping, context.skipped)) {
      for (const id of ids) listed.add(id)
      context.progress('reading items', bytesRead, table.bytes)
    }
    return listed
  }
  if (itemNumbers === undefined) return undefined
  for (const id of itemNumbers.values()) listed.add(id)
  return listed
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
