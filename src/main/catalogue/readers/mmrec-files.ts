import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { ExpectedError } from '#shared/expected-error.ts'
import { openDelimited } from './delimited.ts'
import type { IdTranslation } from './interactions.ts'
import type { SkippedRows } from './skipped-rows.ts'
import { cellText } from './table.ts'

/**
 * Files of a data set as the MMRec toolbox lays them out: a tab-separated `.inter` file of dense numbers, maps from
 * these to the ids of the source, and matrices whose row is an item's number.
 */
export interface MmrecFolder {
  interactions: string
  itemIds: string | undefined
  userIds: string | undefined
  /** `.npy` files. */
  features: string[]
}

/**
 * @param path the `.inter` file or its folder
 * @throws ExpectedError BAD_INPUT or NOT_FOUND where there is no such file, or more than one
 */
export async function findMmrecFiles(path: string): Promise<MmrecFolder> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    throw new ExpectedError('NOT_FOUND', `There is nothing at ${path}.`, { location: { file: path } })
  }
  const folder = found.isDirectory() ? path : dirname(path)
  const names = (await readdir(folder)).sort()
  const interactions = found.isDirectory() ? onlyInteractions(folder, names) : path
  const beside = (name: string) => (names.includes(name) ? join(folder, name) : undefined)
  return {
    interactions,
    itemIds: beside('i_id_mapping.csv'),
    userIds: beside('u_id_mapping.csv'),
    features: names.filter((name) => extname(name) === '.npy').map((name) => join(folder, name)),
  }
}

function onlyInteractions(folder: string, names: readonly string[]): string {
  const [first, ...more] = names.filter((name) => extname(name) === '.inter')
  if (first === undefined) {
    throw new ExpectedError('BAD_INPUT', `${folder} holds no .inter file.`, { location: { file: folder } })
  }
  if (more.length > 0) {
    throw new ExpectedError('BAD_INPUT', `${folder} holds several .inter files; name the one to read.`, {
      location: { file: folder },
    })
  }
  return join(folder, first)
}

/** The ids of the source by the dense numbers of the `.inter` file, in the order of the numbers. */
export type IdMap = ReadonlyMap<string, string>

/**
 * Reads `i_id_mapping.csv` or `u_id_mapping.csv`. Spellings differ: the column that is named exactly as the `.inter`
 * file names it holds the numbers (else the second one), and the other the ids of the source.
 *
 * @throws ExpectedError BAD_INPUT where the file has fewer than two columns or no usable row
 */
export async function readIdMap(
  file: string,
  numberColumn: 'itemID' | 'userID',
  skipped: SkippedRows,
): Promise<IdMap> {
  const table = await openDelimited(file)
  if (table.columns.length < 2) {
    throw new ExpectedError('BAD_INPUT', `${file} needs two columns: an id and its number.`, {
      location: { file, line: 1 },
    })
  }
  const named = table.columns.indexOf(numberColumn)
  const number = named < 0 ? 1 : named
  const external = number === 0 ? 1 : 0
  const map = new Map<string, string>()
  const taken = new Set<string>()
  for await (const { lines, columns } of table.batches(skipped)) {
    for (const [row, line] of lines.entries()) {
      const key = cellText(columns[number]?.[row]).trim()
      const id = cellText(columns[external]?.[row]).trim()
      if (key === '' || id === '') skipped.add(file, line, 'this row lacks an id or its number')
      else if (map.has(key)) skipped.add(file, line, `the number ${key} stands further up already`)
      else if (taken.has(id)) skipped.add(file, line, `the id ${id} stands further up already`)
      else {
        map.set(key, id)
        taken.add(id)
      }
    }
  }
  if (map.size === 0) {
    throw new ExpectedError('BAD_INPUT', `${file} maps no id.`, { location: { file, line: 1 } })
  }
  return new Map([...map].sort(([a], [b]) => Number(a) - Number(b)))
}

/** How to find the ids that the catalogue knows; without a map the numbers are the ids. */
export function translateIds(
  items: { file: string; ids: IdMap } | undefined,
  users: { file: string; ids: IdMap } | undefined,
): IdTranslation {
  const through = (what: string, map: { file: string; ids: IdMap } | undefined) => (id: string) => {
    if (map === undefined) return { id }
    const external = map.ids.get(id)
    if (external !== undefined) return { id: external }
    return { reason: `the ${what} ${id} is not in ${basename(map.file)}` }
  }
  return { item: through('item', items), user: through('user', users) }
}
