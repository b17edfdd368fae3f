import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { ItemMapping } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { itemColumns } from './columns.ts'
import { ownText, refuseMore } from './interner.ts'
import type { SkippedRows } from './skipped-rows.ts'
import { type Cell, cellText, cellValues, isList, type RowBatch, type Table } from './table.ts'

/** An item as its file states it, before it has a place in a data set. */
export interface ItemDraft {
  /** Row of the items file, from 1. */
  line: number
  externalId: string
  title: string
  description: string
  category: string | null
  attributes: CatalogueAttribute[]
  /** What stands in the image column. */
  image: string | null
}

export interface ItemBatch {
  items: ItemDraft[]
  bytesRead: number
}

/**
 * Ids of the items of a table, in file order: those of `readItems`, without the trouble of reading the rest.
 *
 * @throws ExpectedError BAD_INPUT when the mapping does not fit the file
 */
export async function* readItemIds(
  table: Table,
  mapping: ItemMapping | undefined,
  skipped: SkippedRows,
): AsyncGenerator<{ ids: string[]; bytesRead: number }> {
  const { id } = itemColumns(table.file, table.columns, mapping)
  for await (const { ids, batch } of distinctItems(table, id, skipped, new Set([id]))) {
    yield { ids, bytesRead: batch.bytesRead }
  }
}

/**
 * Items of a table, in file order. Rows without an id, and ids that were there before, go to `skipped`.
 * The category is the first value of its column; where the column holds a list, all of it becomes an attribute too.
 *
 * @throws ExpectedError BAD_INPUT when the mapping does not fit the file
 */
export async function* readItems(
  table: Table,
  mapping: ItemMapping | undefined,
  skipped: SkippedRows,
): AsyncGenerator<ItemBatch> {
  const columns = itemColumns(table.file, table.columns, mapping)
  /** By column; more of them may turn up while JSON lines are read. */
  const isAttribute: boolean[] = []
  const attributeColumns = (count: number) => {
    for (let column = isAttribute.length; column < count; column++) {
      isAttribute.push(columns.isAttribute(table.columns[column] ?? ''))
    }
    return [...Array(count).keys()].filter(
      (column) => column === columns.category || isAttribute[column] === true,
    )
  }
  for await (const { ids, rows, batch } of distinctItems(table, columns.id, skipped)) {
    const attributes = attributeColumns(batch.columns.length)
    const items = rows.map((row, index) => toItem(ids[index] ?? '', row, batch, attributes))
    yield { items, bytesRead: batch.bytesRead }
  }

  function toItem(externalId: string, row: number, batch: RowBatch, attributes: number[]): ItemDraft {
    const text = (column: number | undefined) =>
      column === undefined ? '' : cellText(batch.columns[column]?.[row]).trim()
    const categories =
      columns.category === undefined ? [] : cellValues(batch.columns[columns.category]?.[row])
    return {
      line: batch.lines[row] ?? 1,
      externalId,
      title: text(columns.title) || externalId,
      description: text(columns.description),
      category: categories[0] ?? null,
      attributes: attributes.flatMap((column) => {
        const name = table.columns[column] ?? ''
        if (column === columns.category) return categories.length > 1 ? [{ name, values: categories }] : []
        return attributesOf(name, batch.columns[column]?.[row])
      }),
      image: text(columns.image) || null,
    }
  }
}

interface DistinctItems {
  batch: RowBatch
  /** Rows of the batch, and the id of each. */
  rows: number[]
  ids: string[]
}

async function* distinctItems(
  table: Table,
  idColumn: number,
  skipped: SkippedRows,
  wanted?: ReadonlySet<number>,
): AsyncGenerator<DistinctItems> {
  const lineOf = new Map<string, number>()
  for await (const batch of table.batches(skipped, wanted)) {
    const rows: number[] = []
    const ids: string[] = []
    const cells = batch.columns[idColumn]
    for (const [row, line] of batch.lines.entries()) {
      const id = cellText(cells?.[row]).trim()
      const before = lineOf.get(id)
      if (id === '') skipped.add(table.file, line, 'this item has no id')
      else if (before !== undefined) {
        skipped.add(table.file, line, `the item ${id} stands on line ${before} already`)
      } else {
        const own = ownText(id)
        refuseMore(table.file, line, lineOf.size)
        lineOf.set(own, line)
        rows.push(row)
        ids.push(own)
      }
    }
    yield { batch, rows, ids }
  }
  if (lineOf.size === 0) throw noItems(table, skipped)
}

/** An object becomes one attribute per key ("details.Brand"). */
function attributesOf(name: string, cell: Cell | undefined): CatalogueAttribute[] {
  if (typeof cell === 'object' && cell !== null && !isList(cell)) {
    return Object.entries(cell).flatMap(([key, value]) => attributesOf(`${name}.${key}`, value))
  }
  const values = cellValues(cell)
  return values.length === 0 ? [] : [{ name, values }]
}

function noItems(table: Table, skipped: SkippedRows): ExpectedError {
  const first = skipped.firstOf(table.file)
  const why = first === undefined ? 'it has a header but no rows' : `line ${first.line}: ${first.reason}`
  return new ExpectedError('BAD_INPUT', `${table.file} holds no item: ${why}.`, {
    location: { file: table.file, line: first?.line ?? 1 },
    retry: 'Check the format and what the columns mean.',
  })
}
