import { openDelimited } from './delimited.ts'
import { openJsonLines } from './json-lines.ts'
import { openParquet } from './parquet/parquet-table.ts'
import { type CatalogueReader, readHead, type SourceHead } from './reader.ts'

/** Apache Parquet. Where only one of two files is, the other one is read as the text that it is. */
export const parquet: CatalogueReader = {
  name: 'parquet',
  label: 'Parquet',
  summary:
    'Columns of Apache Parquet, packed with Snappy, gzip, Zstandard or Brotli, or not at all; beside them CSV or JSON lines.',
  extensions: ['parquet'],
  needsItems: true,
  mapsColumns: true,
  recognises: ({ isFolder, ...head }) => !isFolder && isParquet(head),
  async openTable(path, known) {
    const head = await readHead(path, false)
    if (isParquet(head)) return await openParquet(path)
    return head.firstLine?.startsWith('{') === true
      ? await openJsonLines(path, known)
      : await openDelimited(path)
  },
}

function isParquet({ start, extension }: Pick<SourceHead, 'start' | 'extension'>): boolean {
  return start.startsWith('PAR1') || extension === '.parquet'
}
