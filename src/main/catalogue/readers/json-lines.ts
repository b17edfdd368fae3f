import { ExpectedError } from '#shared/expected-error.ts'
import type { TextEncoding } from './encoding.ts'
import { SkippedRows } from './skipped-rows.ts'
import { type Cell, isNestedTooDeep, type RowBatch, refuseManyColumns, type Table } from './table.ts'
import { fileSize, LONGEST_LINE, lineTooLong, readText } from './text.ts'

/** Where in it a line stops to be JSON takes some twenty more looks: worth it for what is listed and not huge. */
const PLACED_ERRORS = 1000
const LONGEST_PLACED = 64 * 1024

/**
 * A file with one JSON object a line. A line that is none costs that row alone.
 *
 * @param known columns that an earlier reading found, so that this one has all of them from the beginning
 * @throws ExpectedError BAD_INPUT where the first lines hold no object at all, NOT_FOUND where the file is absent
 */
export async function openJsonLines(path: string, known: readonly string[] = []): Promise<Table> {
  const bytes = await fileSize(path)
  const columns = [...known]
  const indexes = new Map(known.map((name, column) => [name, column]))
  let encoding: TextEncoding = 'UTF-8'

  const columnOf = (name: string, line: number): number => {
    const index = indexes.get(name)
    if (index !== undefined) return index
    refuseManyColumns(path, line, columns.length + 1)
    indexes.set(name, columns.length)
    return columns.push(name) - 1
  }

  async function* batches(skipped: SkippedRows, wanted?: ReadonlySet<number>): AsyncGenerator<RowBatch> {
    let rest = ''
    let line = 1
    for await (const chunk of readText(path)) {
      encoding = chunk.encoding
      const texts = (rest + chunk.text).split('\n')
      rest = chunk.isLast ? '' : (texts.pop() ?? '')
      const lines = new Uint32Array(texts.length)
      const cells: (Cell | undefined)[][] = columns.map(() => [])
      let row = 0
      for (const text of texts) {
        if (text.length > LONGEST_LINE) throw lineTooLong(path, line)
        const parsed = text.trim() === '' ? undefined : parseObject(text, skipped.total < PLACED_ERRORS)
        if (typeof parsed === 'string') skipped.add(path, line, parsed)
        else if (parsed !== undefined) {
          for (const [name, cell] of Object.entries(parsed)) {
            const column = columnOf(name, line)
            cells[column] ??= []
            if (wanted?.has(column) ?? true) cells[column][row] = cell
          }
          lines[row++] = line
        }
        line++
      }
      if (rest.length > LONGEST_LINE) throw lineTooLong(path, line)
      yield { lines: lines.subarray(0, row), columns: cells, bytesRead: chunk.bytesRead }
    }
  }

  const headSkipped = new SkippedRows()
  for await (const { lines } of batches(headSkipped)) {
    if (lines.length > 0) return { file: path, bytes, columns, encoding: () => encoding, batches }
  }
  const first = headSkipped.firstOf(path)
  const problem =
    first === undefined ? 'is empty' : `holds no JSON object; line ${first.line}: ${first.reason}`
  throw new ExpectedError('BAD_INPUT', `${path} ${problem}.`, {
    location: { file: path, line: first?.line ?? 1 },
    retry: 'Write one JSON object on every line.',
  })
}

/** The object, or what is wrong with the line. */
function parseObject(text: string, saysWhere: boolean): { readonly [name: string]: Cell } | string {
  let parsed: Cell
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return saysWhere && text.length <= LONGEST_PLACED
      ? `column ${firstUnexpected(text) + 1}: this is no JSON`
      : 'this is no JSON'
  }
  if (isNestedTooDeep(parsed)) return 'its lists and objects stand in each other too deep'
  if (!isObject(parsed)) return 'this is no JSON object'
  return parsed
}

function isObject(cell: Cell): cell is { readonly [name: string]: Cell } {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell)
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
