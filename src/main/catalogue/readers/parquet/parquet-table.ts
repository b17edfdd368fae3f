import { ExpectedError } from '#shared/expected-error.ts'
import { columnNames, type RowBatch, refuseManyColumns, type Table } from '../table.ts'
import { fileSize } from '../text.ts'
import type { ParquetHead, RowGroup } from './parquet-messages.ts'
import { ParquetProblem, ParquetThread } from './parquet-thread.ts'

/** Rows that pass between the threads at once: some milliseconds of work. */
const ROWS_AT_ONCE = 10_000
/** A group is in memory as a whole. */
const LARGEST_GROUP = 128 * 1024 * 1024
const MOST_ROWS_OF_GROUP = 4_000_000
/** Milliseconds for a group, and for every megabyte of it. */
const PATIENCE = 4_000
const PATIENCE_PER_MEGABYTE = 1_000

/**
 * A Parquet file. A row stands on the line of its number, from 1.
 *
 * @throws ExpectedError BAD_INPUT where it is no such file or a damaged one, NOT_FOUND where it is absent
 */
export async function openParquet(path: string): Promise<Table> {
  const bytes = await fileSize(path)
  await using thread = new ParquetThread(path)
  const head = await readHead(path, thread)
  refuseManyColumns(path, 1, head.columns.length)
  return {
    file: path,
    bytes,
    columns: columnNames(head.columns),
    encoding: () => undefined,
    batches: (_, wanted) => readBatches(path, bytes, head, wanted),
  }
}

async function readHead(path: string, thread: ParquetThread): Promise<ParquetHead> {
  const answer = await asked(path, 1, () => thread.ask({ type: 'head' }, PATIENCE))
  if (answer.type !== 'head') throw new Error(`The thread of ${path} answered "${answer.type}" for its head.`)
  const { columns, groups } = answer.head
  if (columns.length > 0 && new Set(columns).size === columns.length) return { columns, groups }
  throw refusal(path, 1, 'its columns have no names of their own')
}

async function* readBatches(
  path: string,
  bytes: number,
  { columns, groups }: ParquetHead,
  wanted: ReadonlySet<number> | undefined,
): AsyncGenerator<RowBatch> {
  await using thread = new ParquetThread(path)
  const places = columns.map((_, place) => place).filter((place) => wanted?.has(place) ?? true)
  const names = places.flatMap((place) => columns[place] ?? [])
  const all = groups.reduce((sum, { rows }) => sum + rows, 0)
  for (const group of groups) {
    const size = checkedSize(path, group, places)
    for (let from = 0; from < group.rows; from += ROWS_AT_ONCE) {
      const to = Math.min(group.rows, from + ROWS_AT_ONCE)
      const first = group.start + from + 1
      const task = { type: 'rows', group, columns: names, from, to } as const
      const patience = PATIENCE + (size / 1024 ** 2) * PATIENCE_PER_MEGABYTE
      const answer = await asked(path, first, () => thread.ask(task, patience))
      if (answer.type !== 'rows') throw new Error(`The thread of ${path} answered "${answer.type}" for rows.`)
      const cells: RowBatch['columns'][number][] = columns.map(() => [])
      places.forEach((place, index) => {
        cells[place] = answer.cells[index] ?? []
      })
      const lines = Uint32Array.from({ length: to - from }, (_, row) => first + row)
      yield { lines, columns: cells, bytesRead: Math.round((bytes * (group.start + to)) / all) }
    }
  }
}

/** @returns unpacked bytes of the columns that are read */
function checkedSize(path: string, { start, rows, bytes }: RowGroup, places: readonly number[]): number {
  const size = places.reduce((sum, place) => sum + (bytes[place] ?? 0), 0)
  if (size <= LARGEST_GROUP && rows <= MOST_ROWS_OF_GROUP) return size
  throw new ExpectedError(
    'BAD_INPUT',
    `${path} keeps ${rows.toLocaleString('en')} rows of ${Math.ceil(size / 1024 ** 2).toLocaleString('en')} MB in one row group; at most 4 million rows and 128 MB can be read.`,
    { location: { file: path, line: start + 1 }, retry: 'Write it in smaller row groups.' },
  )
}

async function asked<Answer>(path: string, line: number, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ParquetProblem)) throw error
    throw refusal(path, line, error.message)
  }
}

function refusal(file: string, line: number, reason: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `${file} cannot be read as Parquet: ${reason}.`, {
    location: { file, line },
    retry: 'Write it again, or export it as CSV.',
  })
}
