import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FilePreview } from '#shared/contract/imports.ts'
import { guessColumns } from './columns.ts'
import { detectReader, READERS, readerNamed } from './registry.ts'
import { SkippedRows } from './skipped-rows.ts'
import { cellText } from './table.ts'

const SHOWN_ROWS = 20

/**
 * The head of a file, and what its columns look like they mean. A folder is read as the layout that recognises it.
 *
 * @throws ExpectedError as the reader's `openTable` and `interactionsFile` do, BAD_INPUT for an unknown format
 */
export async function previewFile(
  path: string,
  asked: string | undefined,
  readers = READERS,
): Promise<FilePreview> {
  const given = resolve(path)
  const isFolder = (await stat(given).catch(() => undefined))?.isDirectory() === true
  const reader =
    asked === undefined ? await detectReader(given, isFolder, readers) : readerNamed(asked, readers)
  const file = isFolder && reader.interactionsFile ? await reader.interactionsFile(given) : given
  const table = await reader.openTable(file)
  const rows: string[][] = []
  for await (const { lines, columns } of table.batches(new SkippedRows())) {
    for (let row = 0; row < lines.length && rows.length < SHOWN_ROWS; row++) {
      rows.push(columns.map((cells) => cellText(cells[row])))
    }
    if (rows.length === SHOWN_ROWS) break
  }
  const columns = [...table.columns]
  return {
    path: file,
    format: reader.name,
    bytes: table.bytes,
    columns,
    // Columns of JSON lines may turn up after the first rows.
    rows: rows.map((row) => columns.map((_, column) => row[column] ?? '')),
    ...guessColumns(columns),
  }
}
