import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FilePreview, ImportFormat } from '#shared/contract/imports.ts'
import { guessColumns } from './columns.ts'
import { findMmrecFiles } from './mmrec.ts'
import { openTable, sniffFormat } from './open-table.ts'
import { SkippedRows } from './skipped-rows.ts'
import { cellText, type Row } from './table.ts'

const SHOWN_ROWS = 20

/**
 * The head of a file, and what its columns look like they mean. A folder is taken for an MMRec data set.
 *
 * @throws ExpectedError as `openTable` and `findMmrecFiles` do
 */
export async function previewFile(path: string, asked: ImportFormat | undefined): Promise<FilePreview> {
  const given = resolve(path)
  const isFolder = (await stat(given).catch(() => undefined))?.isDirectory() === true
  const format = asked ?? (isFolder ? 'mmrec' : await sniffFormat(given))
  const file = format === 'mmrec' && isFolder ? (await findMmrecFiles(given)).interactions : given
  const table = await openTable(file, format)
  const head: Row[] = []
  for await (const { rows } of table.batches(new SkippedRows())) {
    head.push(...rows.slice(0, SHOWN_ROWS - head.length))
    if (head.length === SHOWN_ROWS) break
  }
  const columns = [...table.columns]
  return {
    path: file,
    format,
    bytes: table.bytes,
    columns,
    rows: head.map((row) => columns.map((_, column) => cellText(row.cells[column]))),
    ...guessColumns(columns),
  }
}
