import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { openJsonLines } from '#main/catalogue/readers/json-lines.ts'
import { openParquet } from '#main/catalogue/readers/parquet/parquet-table.ts'
import { SkippedRows } from '#main/catalogue/readers/skipped-rows.ts'
import type { Cell, Table } from '#main/catalogue/readers/table.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { NegativeRecord } from './negative-record.ts'
import { columnsOf } from './parquet/record-schema.ts'

/** A record and where it stands. */
export interface ReadRecord {
  record: NegativeRecord
  file: string
  line: number
}

const OPENERS: Readonly<Record<string, (path: string) => Promise<Table>>> = {
  '.jsonl': (path) => openJsonLines(path),
  '.parquet': openParquet,
}
const KINDS = Object.keys(OPENERS).join(', ')

/**
 * The records of an export: of a file, or of all files of a folder or of its `data` folder, by name.
 *
 * @throws ExpectedError NOT_FOUND or BAD_INPUT, with file and line, for what is no such record
 */
export async function* readRecords(path: string): AsyncGenerator<ReadRecord[]> {
  for (const file of await recordFiles(path)) yield* recordsOfFile(file)
}

/** @throws ExpectedError NOT_FOUND or BAD_INPUT where there are none */
export async function recordFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    throw new ExpectedError('NOT_FOUND', `There is nothing at ${path}.`, { location: { file: path } })
  }
  if (!found.isDirectory()) {
    if (extname(path) in OPENERS) return [path]
    throw new ExpectedError('BAD_INPUT', `${path} is no file of negatives.`, {
      location: { file: path },
      retry: `Choose an export: a folder, or a file that ends in ${KINDS}.`,
    })
  }
  for (const folder of [path, join(path, 'data')]) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => extname(name) in OPENERS)
    if (names.length > 0) return names.sort().map((name) => join(folder, name))
  }
  throw new ExpectedError('BAD_INPUT', `${path} holds no file of negatives.`, {
    location: { file: path },
    retry: `Choose the folder of an export: it has files that end in ${KINDS}.`,
  })
}

async function* recordsOfFile(file: string): AsyncGenerator<ReadRecord[]> {
  const table = await OPENERS[extname(file)]?.(file)
  if (table === undefined) throw new Error(`nothing opens ${file}`)
  const skipped = new SkippedRows()
  for await (const { lines, columns } of table.batches(skipped)) {
    const broken = skipped.firstOf(file)
    if (broken !== undefined) throw refusal(file, broken.line, broken.reason)
    yield [...lines].map((line, row) => {
      const cells = table.columns.map((name, column) => [name, columns[column]?.[row] ?? null] as const)
      return { record: toRecord(Object.fromEntries(cells), file, line), file, line }
    })
  }
}

const SHAPES = columnsOf(NegativeRecord)

/**
 * @param cells by column; formats without types have lists, numbers and truth values as JSON
 * @throws ExpectedError BAD_INPUT where it is no record
 */
export function toRecord(cells: Readonly<Record<string, Cell>>, file: string, line: number): NegativeRecord {
  const values = [...SHAPES].map(([name, { kind, nullable }]) => [
    name,
    typeof cells[name] === 'string' && kind !== 'text'
      ? fromText(cells[name])
      : emptyAsNone(cells[name], nullable),
  ])
  const parsed = NegativeRecord.safeParse(Object.fromEntries(values))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw refusal(file, line, [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '))
}

function fromText(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    // The schema says what is wrong with it.
    return text
  }
}

function emptyAsNone(cell: Cell | undefined, nullable: boolean): Cell | undefined {
  return nullable && cell === '' ? null : cell
}

function refusal(file: string, line: number, reason: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `Line ${line} of ${file} is no negative: ${reason}.`, {
    location: { file, line },
    retry: 'Choose an export of the studio, unchanged.',
  })
}
