import { DatasetId, ViewId } from '#shared/contract/ids.ts'
import { ReviewSort } from '#shared/contract/review.ts'
import { type SavedView, ViewFilter } from '#shared/contract/views.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

interface ViewRow {
  id: number
  dataset_id: number
  name: string
  filter: string
  sort: string
}

function toView(row: ViewRow): SavedView {
  return {
    id: ViewId.parse(row.id),
    dataset: DatasetId.parse(row.dataset_id),
    name: row.name,
    filter: decodeJson(ViewFilter, row.filter),
    sort: ReviewSort.parse(row.sort),
  }
}

/** By name, upper and lower case alike. */
export function listViews(reader: Reader, dataset: DatasetId): SavedView[] {
  return reader
    .all<ViewRow>(
      `SELECT id, dataset_id, name, filter, sort FROM saved_view WHERE dataset_id = :dataset
       ORDER BY name COLLATE NOCASE, name`,
      { dataset },
    )
    .map(toView)
}

export function readView(reader: Reader, view: ViewId): SavedView | undefined {
  const row = reader.get<ViewRow>(
    'SELECT id, dataset_id, name, filter, sort FROM saved_view WHERE id = :view',
    { view },
  )
  return row && toView(row)
}

export function insertView(
  writer: Writer,
  { filter, ...view }: Omit<SavedView, 'id'> & { createdAt: number },
): ViewId {
  const { lastId } = writer.run(
    `INSERT INTO saved_view (dataset_id, name, filter, sort, created_at)
     VALUES (:dataset, :name, :filter, :sort, :createdAt)`,
    { ...view, filter: JSON.stringify(filter) },
  )
  return ViewId.parse(lastId)
}

export function renameView(writer: Writer, view: ViewId, name: string): void {
  writer.run('UPDATE saved_view SET name = :name WHERE id = :view', { view, name })
}

export function deleteView(writer: Writer, view: ViewId): void {
  writer.run('DELETE FROM saved_view WHERE id = :view', { view })
}
