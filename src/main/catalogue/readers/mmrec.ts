import { openDelimited } from './delimited.ts'
import { openJsonLines } from './json-lines.ts'
import { findMmrecFiles, type IdMap, readIdMap, translateIds } from './mmrec-files.ts'
import { type CatalogueReader, readHead } from './reader.ts'
import type { SkippedRows } from './skipped-rows.ts'

/** The layout of the MMRec toolbox: a folder with one `.inter` file, maps of ids and feature matrices. */
export const mmrec: CatalogueReader = {
  name: 'mmrec',
  label: 'MMRec layout',
  summary: 'A folder with an .inter file, maps of ids and feature matrices; an items file may be added.',
  extensions: ['inter'],
  needsItems: false,
  mapsColumns: false,
  recognises: ({ isFolder, extension }) => isFolder || extension === '.inter',
  /** An items file beside the layout may be of either kind. */
  async openTable(path, known) {
    const { extension, firstLine } = await readHead(path, false)
    return extension !== '.inter' && firstLine?.startsWith('{') === true
      ? openJsonLines(path, known)
      : openDelimited(path)
  },
  interactionsFile: async (path) => (await findMmrecFiles(path)).interactions,
  async locate(interactions, skipped) {
    const found = await findMmrecFiles(interactions)
    const items = await readMap(found.itemIds, 'itemID', skipped)
    const users = await readMap(found.userIds, 'userID', skipped)
    return {
      interactions: found.interactions,
      features: found.features,
      itemNumbers: items?.ids,
      translate: translateIds(items, users),
    }
  },
}

async function readMap(
  file: string | undefined,
  column: 'itemID' | 'userID',
  skipped: SkippedRows,
): Promise<{ file: string; ids: IdMap } | undefined> {
  return file === undefined ? undefined : { file, ids: await readIdMap(file, column, skipped) }
}
