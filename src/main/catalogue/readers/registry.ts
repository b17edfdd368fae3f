import type { ImportFormatDescription } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { amazon } from './amazon.ts'
import { csv } from './csv.ts'
import { jsonLines } from './jsonl.ts'
import { mmrec } from './mmrec.ts'
import { parquet } from './parquet.ts'
import { type CatalogueReader, readHead } from './reader.ts'
import { tsv } from './tsv.ts'

/** All formats in the order in which lists show them; of several that recognise a file, the last one reads it. */
export const READERS: readonly CatalogueReader[] = [csv, tsv, jsonLines, amazon, parquet, mmrec]

/** @throws ExpectedError BAD_INPUT that names the formats there are */
export function readerNamed(name: string, readers: readonly CatalogueReader[] = READERS): CatalogueReader {
  const found = readers.find((reader) => reader.name === name)
  if (found !== undefined) return found
  const names = readers.map((reader) => reader.name).join(', ')
  throw new ExpectedError('BAD_INPUT', `The format “${name}” is not supported here; export it as CSV.`, {
    retry: `The formats are ${names}.`,
  })
}

/**
 * The reader whose format a file or folder looks like.
 *
 * @throws ExpectedError as `readText` does
 */
export async function detectReader(
  path: string,
  isFolder: boolean,
  readers: readonly CatalogueReader[] = READERS,
): Promise<CatalogueReader> {
  const head = await readHead(path, isFolder)
  return readers.findLast((reader) => reader.recognises(head)) ?? csv
}

/** What a list of formats shows of a reader. */
export function describeReader(reader: CatalogueReader): ImportFormatDescription {
  const { name, label, summary, extensions, needsItems, mapsColumns } = reader
  return { name, label, summary, extensions, needsItems, mapsColumns }
}
