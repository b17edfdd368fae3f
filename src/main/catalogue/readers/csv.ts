import { openDelimited, refuseJsonLines } from './delimited.ts'
import { type CatalogueReader, readHead } from './reader.ts'

/** Delimited values, whatever their delimiter; what no other format recognises is read as these. */
export const csv: CatalogueReader = {
  name: 'csv',
  label: 'CSV',
  summary: 'Rows of values with a header; comma, tab, semicolon or bar between them.',
  extensions: ['csv', 'txt', 'gz'],
  needsItems: true,
  mapsColumns: true,
  recognises: ({ isFolder }) => !isFolder,
  async openTable(path) {
    refuseJsonLines(path, (await readHead(path, false)).firstLine)
    return openDelimited(path)
  },
}
