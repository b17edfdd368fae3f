import { ExpectedError } from '#shared/expected-error.ts'
import { fileSize, readLines } from './lines.ts'
import { SkippedRows } from './skipped-rows.ts'
import type { Cell, Row, Table } from './table.ts'

/**
 * A file with one JSON object a line. A line that is none costs that row alone.
 *
 * @throws ExpectedError BAD_INPUT where the first lines hold no object at all, NOT_FOUND where the file is absent
 */
export async function openJsonLines(path: string): Promise<Table> {
  const bytes = await fileSize(path)
  const columns: string[] = []
  const indexes = new Map<string, number>()

  const toRow = (object: { [name: string]: Cell }, line: number): Row => {
    const cells: (Cell | undefined)[] = []
    for (const [name, cell] of Object.entries(object)) {
      let index = indexes.get(name)
      if (index === undefined) {
        index = columns.length
        columns.push(name)
        indexes.set(name, index)
      }
      cells[index] = cell
    }
    return { line, cells }
  }

  async function* batches(skipped: SkippedRows) {
    for await (const { lines, first, bytesRead } of readLines(path)) {
      const rows: Row[] = []
      lines.forEach((text, index) => {
        if (text.trim() === '') return
        const line = first + index
        const parsed = parseObject(text)
        if (typeof parsed === 'string') skipped.add(path, line, parsed)
        else rows.push(toRow(parsed, line))
      })
      yield { rows, bytesRead }
    }
  }

  const headSkipped = new SkippedRows()
  for await (const { rows } of batches(headSkipped)) {
    if (rows.length > 0) return { file: path, bytes, columns, batches }
  }
  const first = headSkipped.firstOf(path)
  const problem =
    first === undefined ? 'is empty' : `holds no JSON object; line ${first.line}: ${first.reason}`
  throw new ExpectedError('BAD_INPUT', `${path} ${problem}.`, {
    location: { file: path, line: first?.line ?? 1 },
  })
}

/** The object, or what is wrong with the line. */
function parseObject(text: string): { [name: string]: Cell } | string {
  let parsed: Cell
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return describeSyntaxError(error, text)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return 'this is no JSON object'
  }
  return parsed as { [name: string]: Cell }
}

function describeSyntaxError(error: unknown, text: string): string {
  if (!(error instanceof SyntaxError)) throw error
  return `column ${firstUnexpected(text) + 1}: this is no JSON`
}

/** Where a text that is no JSON stops to be the beginning of one: V8 does not always say. */
function firstUnexpected(text: string): number {
  let sound = 0
  let size = text.length
  while (size > 0) {
    const step = Math.ceil(size / 2)
    if (canGoOn(text.slice(0, sound + step))) sound += step
    size = step === 1 ? 0 : step
  }
  return Math.min(sound, text.length)
}

function canGoOn(prefix: string): boolean {
  try {
    JSON.parse(prefix)
    return true
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const position = /at position (\d+)/.exec(error.message)?.[1]
    const atEnd = position !== undefined && Number(position) >= prefix.length
    return atEnd || /^(Unexpected end|Unterminated string)/.test(error.message)
  }
}
