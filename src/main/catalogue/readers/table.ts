import { ExpectedError } from '#shared/expected-error.ts'
import type { TextEncoding } from './encoding.ts'
import type { SkippedRows } from './skipped-rows.ts'

/** A value as a file states it: text in CSV, anything that JSON knows in JSON lines. */
export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [name: string]: Cell }

/** Some rows of a table as columns. */
export interface RowBatch {
  /** Where each row begins, from 1. */
  lines: Uint32Array
  /**
   * By the table's columns, then by row. Columns that were not asked for are empty, and so are those of JSON lines that
   * no row of the batch has.
   */
  columns: readonly (readonly (Cell | undefined)[])[]
  bytesRead: number
}

/** A file of rows with named columns, read from its beginning by every call of `batches`. */
export interface Table {
  file: string
  bytes: number
  /** JSON lines may add columns at the end while they are read. */
  columns: readonly string[]
  /** How its characters are written, as far as it was read; undefined where the format is not text. */
  encoding(): TextEncoding | undefined
  /**
   * Rows that cannot be read go to `skipped`.
   *
   * @param wanted the columns to read; left out, all
   */
  batches(skipped: SkippedRows, wanted?: ReadonlySet<number>): AsyncIterable<RowBatch>
}

/** More columns than any catalogue has, and few enough for every one of them to be looked at in a page. */
const MOST_COLUMNS = 1000
const MOST_NESTING = 64

/** @throws ExpectedError BAD_INPUT where a table has more columns than can be read */
export function refuseManyColumns(file: string, line: number, columns: number): void {
  if (columns <= MOST_COLUMNS) return
  const found = columns.toLocaleString('en')
  const most = MOST_COLUMNS.toLocaleString('en')
  throw new ExpectedError(
    'BAD_INPUT',
    `${file} has ${found} columns on line ${line}; at most ${most} can be read.`,
    {
      location: { file, line },
      retry: 'Save the columns that are needed into a file of their own.',
    },
  )
}

/** Whether lists and objects stand in each other deeper than can be read. */
export function isNestedTooDeep(cell: Cell | undefined, depth = MOST_NESTING): boolean {
  if (typeof cell !== 'object' || cell === null) return false
  if (depth === 0) return true
  return (isList(cell) ? cell : Object.values(cell)).some((inner) => isNestedTooDeep(inner, depth - 1))
}

/** A cell as one text; lists line by line. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return ''
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  if (isList(cell)) return cell.map(cellText).filter(notEmpty).join('\n')
  return JSON.stringify(cell)
}

/** A cell as a list of values: nested lists are joined, texts may be JSON arrays or `A|B`. */
export function cellValues(cell: Cell | undefined): string[] {
  if (typeof cell === 'string') return textValues(cell)
  if (cell !== undefined && cell !== null && isList(cell)) return cell.flatMap(cellValues)
  return [cellText(cell)].filter(notEmpty)
}

export function isList(cell: Cell): cell is readonly Cell[] {
  return Array.isArray(cell)
}

function textValues(text: string): string[] {
  const trimmed = text.trim()
  if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
    const list = parseJsonList(trimmed)
    if (list !== undefined) return list.map((value) => cellText(value).trim()).filter(notEmpty)
  }
  return trimmed
    .split('|')
    .map((value) => value.trim())
    .filter(notEmpty)
}

function parseJsonList(text: string): Cell[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : undefined
  } catch {
    // A text in brackets that is no JSON is a text like any other.
    return undefined
  }
}

function notEmpty(text: string): boolean {
  return text !== ''
}

/** Gives every column a name of its own: unnamed ones their number, repeated ones a counter. */
export function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>()
  const counts = new Map<string, number>()
  return header.map((raw, index) => {
    const name = raw.trim() || `column ${index + 1}`
    let count = counts.get(name) ?? 1
    let unique = count === 1 ? name : `${name} (${count})`
    while (used.has(unique)) unique = `${name} (${++count})`
    counts.set(name, count + 1)
    used.add(unique)
    return unique
  })
}
