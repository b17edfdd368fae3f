import { resolve } from 'node:path'
import type { ImportReport, ImportRequest } from '#shared/contract/imports.ts'
import { type InteractionLog, readInteractions } from '../readers/interactions.ts'
import { Interner } from '../readers/interner.ts'
import { readItemIds } from '../readers/items.ts'
import type { IdMap } from '../readers/mmrec-files.ts'
import type { CatalogueReader, LayoutFiles } from '../readers/reader.ts'
import { READERS, readerNamed } from '../readers/registry.ts'
import type { SkippedRows } from '../readers/skipped-rows.ts'
import type { Table } from '../readers/table.ts'
import { type DatasetPlan, planDataset } from './plan.ts'
import { type SimilarIds, similarIds } from './similar-ids.ts'
import type { ReportProgress } from './throttled-progress.ts'

/** What is known of a data set before its first row is written; nothing in it is more than data. */
export interface ReadDataset {
  plan: DatasetPlan
  interactionsFile: string
  itemsFile: string | undefined
  /** Columns of the items file, which JSON lines show only once they are read; none without a file. */
  itemColumns: readonly string[]
  /** `.npy` matrices whose row is an item's number. */
  features: string[]
  itemNumbers: IdMap | undefined
  encodings: ImportReport['encodings']
  similarItems: SimilarIds | null
  similarUsers: SimilarIds | null
}

/** Reads and plans a data set, here or elsewhere. What is left out goes to `skipped`. Rejects with the reason of the signal. */
export type Reading = (
  request: ImportRequest,
  skipped: SkippedRows,
  progress: ReportProgress,
  signal: AbortSignal,
) => Promise<ReadDataset>

/** In the engine's own thread: where no other is built. */
export function readHere(readers: readonly CatalogueReader[] = READERS): Reading {
  return (request, skipped, progress, signal) => {
    const report: ReportProgress = (phase, done, total) => {
      signal.throwIfAborted()
      progress(phase, done, total)
    }
    return readDataset(request, skipped, report, readers)
  }
}

/**
 * Reads all interactions and the ids of the items, filters and splits. It keeps its thread for a tenth of a second
 * at a time, and longer for tens of millions of rows.
 *
 * @throws ExpectedError BAD_INPUT or NOT_FOUND, with file and line, when the files cannot be used
 */
export async function readDataset(
  request: ImportRequest,
  skipped: SkippedRows,
  progress: ReportProgress,
  readers: readonly CatalogueReader[] = READERS,
): Promise<ReadDataset> {
  const reader = readerNamed(request.format, readers)
  const files = await locateFiles(reader, request, skipped)
  const itemsTable = files.items === undefined ? undefined : await reader.openTable(files.items)
  const interactionsTable = await reader.openTable(files.interactions)
  const listed = await listItems(itemsTable, request, files.itemNumbers, skipped, progress)
  const log: InteractionLog = await readInteractions(
    interactionsTable,
    {
      mapping: request.interactionMapping,
      items: listed,
      translate: files.translate,
      onProgress: (bytes) => progress('reading interactions', bytes, interactionsTable.bytes),
    },
    skipped,
  )
  progress('filtering', 0, log.count)
  const plan = await planDataset(log, request, files.interactions, skipped)
  // Items that only interactions name do not exist without them.
  const keepsLonelyItems = plan.keepsLonelyItems && listed !== undefined
  return {
    plan: { ...plan, keepsLonelyItems },
    interactionsFile: files.interactions,
    itemsFile: files.items,
    itemColumns: itemsTable?.columns ?? [],
    features: files.features,
    itemNumbers: files.itemNumbers,
    encodings: otherEncodings(itemsTable, interactionsTable),
    similarItems: similarIds(log.items),
    similarUsers: similarIds(log.users),
  }
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
  skipped: SkippedRows,
  progress: ReportProgress,
): Promise<Interner | undefined> {
  const listed = new Interner()
  if (table !== undefined) {
    for await (const { ids, bytesRead } of readItemIds(table, request.itemMapping, skipped)) {
      for (const id of ids) listed.add(id)
      progress('reading items', bytesRead, table.bytes)
    }
    return listed
  }
  if (itemNumbers === undefined) return undefined
  for (const id of itemNumbers.values()) listed.add(id)
  return listed
}
