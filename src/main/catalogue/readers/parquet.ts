import { openParquet } from './parquet/parquet-table.ts'
import type { CatalogueReader } from './reader.ts'

/** Apache Parquet; the thread that reads it is ended where a file takes it too long. */
export const parquet: CatalogueReader = {
  name: 'parquet',
  label: 'Parquet',
  summary: 'Columns of Apache Parquet, packed with Snappy, gzip, Zstandard or Brotli, or not at all.',
  extensions: ['parquet'],
  needsItems: true,
  mapsColumns: true,
  recognises: ({ isFolder, extension, start }) =>
    !isFolder && (start.startsWith('PAR1') || extension === '.parquet'),
  openTable: openParquet,
}
