import { openJsonLines } from './json-lines.ts'
import type { CatalogueReader } from './reader.ts'

const EXTENSIONS = ['jsonl', 'ndjson', 'json']

/** One JSON object a line. */
export const jsonLines: CatalogueReader = {
  name: 'jsonl',
  label: 'JSON lines',
  summary: 'One JSON object a line.',
  extensions: [...EXTENSIONS, 'gz'],
  needsItems: true,
  mapsColumns: true,
  recognises: ({ isFolder, extension, firstLine }) =>
    !isFolder &&
    (firstLine === undefined ? EXTENSIONS.includes(extension.slice(1)) : firstLine.startsWith('{')),
  openTable: openJsonLines,
}
