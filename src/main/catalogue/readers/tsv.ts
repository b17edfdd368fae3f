import { openDelimited, refuseJsonLines } from './delimited.ts'
import { type CatalogueReader, readHead } from './reader.ts'

/** Tab-separated values: a comma in the header is part of a name. A file without a tab beside one is read as CSV. */
export const tsv: CatalogueReader = {
  name: 'tsv',
  label: 'TSV',
  summary: 'Rows of values with a header and tabs between them.',
  extensions: ['tsv', 'tab'],
  needsItems: true,
  mapsColumns: true,
  recognises: ({ extension, firstLine }) =>
    ['.tsv', '.tab'].includes(extension) && firstLine?.startsWith('{') !== true,
  async openTable(path) {
    const { firstLine } = await readHead(path, false)
    refuseJsonLines(path, firstLine)
    return openDelimited(path, firstLine?.includes('\t') ? '\t' : undefined)
  },
}
