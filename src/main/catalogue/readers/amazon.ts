import { openJsonLines } from './json-lines.ts'
import type { CatalogueReader } from './reader.ts'
import type { Cell, RowBatch, Table } from './table.ts'

/** Of reviews and metadata of every year; of the year 2023 the product's own id, and of earlier ones that of its variant. */
const IDS = /"(?:parent_asin|asin)"\s*:/

/**
 * Amazon's reviews and metadata as McAuley's group publishes them (https://amazon-reviews-2023.github.io): JSON lines whose
 * products often have no description, and lists of features that describe them. Reviews alone say which products there are.
 */
export const amazon: CatalogueReader = {
  name: 'amazon',
  label: 'Amazon reviews',
  summary: 'Reviews, and metadata of products, as JSON lines; features join the description.',
  extensions: ['jsonl', 'json', 'gz'],
  needsItems: false,
  mapsColumns: true,
  recognises: ({ isFolder, firstLine }) =>
    !isFolder && firstLine?.startsWith('{') === true && IDS.test(firstLine),
  openTable: async (path, known) => withFeatures(await openJsonLines(path, known)),
}

function withFeatures(table: Table): Table {
  // Products that turn up later may bring columns with them.
  const place = (name: string) => table.columns.indexOf(name)
  const places = () => ({
    description: place('description'),
    features: [place('features'), place('feature')].filter((column) => column >= 0),
  })
  return {
    file: table.file,
    bytes: table.bytes,
    columns: table.columns,
    encoding: () => table.encoding(),
    async *batches(skipped, wanted) {
      // Ids are read without descriptions.
      if (wanted?.has(place('description')) === false) yield* table.batches(skipped, wanted)
      else for await (const batch of table.batches(skipped)) yield joined(batch, places())
    },
  }
}

function joined(
  batch: RowBatch,
  { description, features }: { description: number; features: readonly number[] },
): RowBatch {
  const described = batch.columns[description]
  if (description < 0 || features.length === 0 || described === undefined) return batch
  const columns = [...batch.columns]
  columns[description] = Array.from(batch.lines, (_, row) =>
    [described[row], ...features.map((column) => batch.columns[column]?.[row])].filter(isCell),
  )
  return { ...batch, columns }
}

function isCell(cell: Cell | undefined): cell is Cell {
  return cell !== undefined
}
