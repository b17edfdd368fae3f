import type { SkippedRows } from './skipped-rows.ts'

/** A value as a file states it: text in CSV, anything that JSON knows in JSON lines. */
export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [name: string]: Cell }

export interface Row {
  /** Where the row begins, from 1. */
  line: number
  /** In the order of the table's columns; shorter where the last columns are absent. */
  cells: readonly (Cell | undefined)[]
}

export interface RowBatch {
  rows: Row[]
  bytesRead: number
}

/** A file of rows with named columns, read from its beginning by every call of `batches`. */
export interface Table {
  file: string
  bytes: number
  /** JSON lines may add columns at the end while they are read. */
  columns: readonly string[]
  /** Rows that cannot be read go to `skipped`. */
  batches(skipped: SkippedRows): AsyncIterable<RowBatch>
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
  return header.map((raw, index) => {
    const name = raw.trim() || `column ${index + 1}`
    let unique = name
    for (let count = 2; used.has(unique); count++) unique = `${name} (${count})`
    used.add(unique)
    return unique
  })
}
