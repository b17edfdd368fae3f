import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { ItemMapping } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { itemColumns } from './columns.ts'
import type { SkippedRows } from './skipped-rows.ts'
import { type Cell, cellText, cellValues, isList, type Row, type Table } from './table.ts'

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
  const lines = new Map<string, number>()
  for await (const { rows, bytesRead } of table.batches(skipped)) {
    const items: ItemDraft[] = []
    for (const row of rows) {
      const externalId = cellText(row.cells[columns.id]).trim()
      const before = lines.get(externalId)
      if (externalId === '') skipped.add(table.file, row.line, 'this item has no id')
      else if (before !== undefined) {
        skipped.add(table.file, row.line, `the item ${externalId} stands on line ${before} already`)
      } else {
        lines.set(externalId, row.line)
        items.push(toItem(externalId, row))
      }
    }
    yield { items, bytesRead }
  }
  if (lines.size === 0) throw noItems(table, skipped)

  function toItem(externalId: string, row: Row): ItemDraft {
    const text = (column: number | undefined) =>
      column === undefined ? '' : cellText(row.cells[column]).trim()
    const categories = columns.category === undefined ? [] : cellValues(row.cells[columns.category])
    return {
      line: row.line,
      externalId,
      title: text(columns.title) || externalId,
      description: text(columns.description),
      category: categories[0] ?? null,
      attributes: table.columns.flatMap((name, column) => {
        if (column === columns.category) return categories.length > 1 ? [{ name, values: categories }] : []
        return columns.isAttribute(name) ? attributesOf(name, row.cells[column]) : []
      }),
      image: text(columns.image) || null,
    }
  }
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
  })
}
