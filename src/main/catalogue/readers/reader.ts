import { open } from 'node:fs/promises'
import { extname } from 'node:path'
import type { ImportFormatDescription } from '#shared/contract/imports.ts'
import { unpackedName } from './file-chunks.ts'
import type { IdTranslation } from './interactions.ts'
import type { IdMap } from './mmrec-files.ts'
import { foreignFormat } from './signature.ts'
import type { SkippedRows } from './skipped-rows.ts'
import type { Table } from './table.ts'
import { fileSize, LONGEST_LINE, readText } from './text.ts'

/** What a file or folder shows before it is read. */
export interface SourceHead {
  path: string
  isFolder: boolean
  /** Lower case, with its dot; of a packed file that of what is in it. */
  extension: string
  /** The first bytes as Latin-1; empty for a folder. */
  start: string
  /** The first line that is not blank; undefined for a folder, an empty file and one that is no text. */
  firstLine: string | undefined
}

/** The files that belong to an interactions file in a layout of several. */
export interface LayoutFiles {
  interactions: string
  /** `.npy` matrices whose row is an item's number. */
  features: string[]
  /** Ids of the items by number, where the layout maps them. */
  itemNumbers: IdMap | undefined
  translate: IdTranslation | undefined
}

/** A format that data sets can be read from. */
export interface CatalogueReader extends ImportFormatDescription {
  /** Whether a source looks like this format. */
  recognises(head: SourceHead): boolean
  /**
   * A file of items or interactions as a table.
   *
   * @param known columns that an earlier reading found; for formats that show them only while they are read
   * @throws ExpectedError BAD_INPUT where the file is of another format, NOT_FOUND where it is absent
   */
  openTable(path: string, known?: readonly string[]): Promise<Table>
  /** The one file to show of a folder; only where the format has a layout of several files. */
  interactionsFile?(path: string): Promise<string>
  /** All files of the layout; only where the format has one. */
  locate?(interactions: string, skipped: SkippedRows): Promise<LayoutFiles>
}

/** @throws ExpectedError as `readText` does */
export async function readHead(path: string, isFolder: boolean): Promise<SourceHead> {
  const head = { path, isFolder, extension: extname(unpackedName(path)).toLowerCase() }
  if (isFolder) return { ...head, start: '', firstLine: undefined }
  const start = await firstBytes(path)
  const isText = foreignFormat(start) === undefined
  return { ...head, start: start.toString('latin1'), firstLine: isText ? await firstLine(path) : undefined }
}

async function firstBytes(path: string): Promise<Buffer> {
  await fileSize(path)
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
  return buffer.subarray(0, bytesRead)
}

async function firstLine(path: string): Promise<string | undefined> {
  let text = ''
  for await (const chunk of readText(path)) {
    text = (text + chunk.text).trimStart()
    const end = text.indexOf('\n')
    if (end >= 0) return text.slice(0, end)
    if (text.length > LONGEST_LINE) break
  }
  return text === '' ? undefined : text
}
