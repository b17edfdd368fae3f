import { ExpectedError } from '#shared/expected-error.ts'
import { RecordReader, type Records } from './records.ts'
import { SkippedRows } from './skipped-rows.ts'
import { columnNames, type RowBatch, refuseManyColumns, type Table } from './table.ts'
import { countLineEnds, fileSize, LONGEST_LINE, lineTooLong, readText } from './text.ts'

/** Characters, from the first line on that is not blank, within which names of columns are looked for. */
const LONGEST_HEADER = 1_000_000

const DELIMITERS = [',', '\t', ';', '|'] as const

/**
 * A file of delimited values (RFC 4180; comma, tab, semicolon or bar, as the header says). A row that cannot
 * be read costs that row alone: reading goes on at the next line.
 *
 * @throws ExpectedError BAD_INPUT where the file is no text or has no header, NOT_FOUND where it is absent
 */
export async function openDelimited(path: string, delimiter?: string): Promise<Table> {
  const bytes = await fileSize(path)
  const header = await readHeader(path, delimiter)
  const hasNames = !isRowOfNumbers(header.values)
  const columns = columnNames(hasNames ? header.values : header.values.map(() => ''))
  let encoding = header.encoding
  return {
    file: path,
    bytes,
    columns,
    encoding: () => encoding,
    async *batches(skipped, wanted) {
      const reader = new RecordReader(path, header.delimiter, skipped)
      for await (const chunk of readText(path)) {
        encoding = chunk.encoding
        const records = reader.take(chunk.text, chunk.isLast)
        yield toBatch(
          path,
          records,
          hasNames ? header.line : 0,
          columns.length,
          wanted,
          chunk.bytesRead,
          skipped,
        )
      }
    },
  }
}

/** `196 242 3 881250949` is no line of names: the file begins with its first row. */
function isRowOfNumbers(values: readonly string[]): boolean {
  return values.length > 1 && values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)))
}

/** @throws ExpectedError BAD_INPUT where the lines of the file are JSON objects */
export function refuseJsonLines(path: string, firstLine: string | undefined): void {
  if (firstLine?.startsWith('{') !== true) return
  throw new ExpectedError('BAD_INPUT', `The lines of ${path} are JSON objects.`, {
    location: { file: path, line: 1 },
    retry: 'Choose the format JSON lines.',
  })
}

function toBatch(
  path: string,
  records: Records,
  headerLine: number,
  width: number,
  wanted: ReadonlySet<number> | undefined,
  bytesRead: number,
  skipped: SkippedRows,
): RowBatch {
  const count = records.values.length
  const lines = new Uint32Array(count)
  const columns = Array.from({ length: width }, (): string[] => [])
  const chosen = [...columns.entries()].filter(([column]) => wanted?.has(column) ?? true)
  let rows = 0
  for (const [index, values] of records.values.entries()) {
    const line = records.lines[index] ?? 0
    if (line === headerLine || (values.length === 1 && values[0] === '')) continue
    if (values.length !== width) {
      const found = `${values.length} ${values.length === 1 ? 'value' : 'values'}`
      skipped.add(path, line, `${found} in a table of ${width} columns`)
      continue
    }
    lines[rows++] = line
    for (const [column, cells] of chosen) cells.push(values[column] ?? '')
  }
  return { lines: lines.subarray(0, rows), columns, bytesRead }
}

interface Header {
  values: string[]
  line: number
  delimiter: string
  encoding: ReturnType<Table['encoding']>
}

async function readHeader(path: string, known?: string): Promise<Header> {
  let text = ''
  /** Blank lines before it, which are not kept. */
  let before = 0
  for await (const chunk of readText(path)) {
    text += chunk.text
    const start = text.search(/\S/)
    const from = text.lastIndexOf('\n', start < 0 ? text.length : start) + 1
    before += countLineEnds(text, 0, from)
    text = text.slice(from)
    const end = text.indexOf('\n')
    if (end < 0 && text.length > LONGEST_LINE) throw lineTooLong(path, before + 1)
    if (start < 0 || (end < 0 && !chunk.isLast)) continue
    const delimiter = known ?? sniffDelimiter(text.slice(0, end < 0 ? undefined : end))
    const found = firstRecord(path, text, delimiter, chunk.isLast, before)
    if (found !== undefined) return { ...found, delimiter, encoding: chunk.encoding }
    if (text.length > LONGEST_HEADER)
      throw noHeader(path, before + 1, 'has only empty values at its beginning')
  }
  throw noHeader(path, 1, 'is empty')
}

function noHeader(file: string, line: number, problem: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `${file} ${problem}.`, {
    location: { file, line },
    retry: 'Begin the file with a line of column names.',
  })
}

/**
 * The first record with a value; undefined while it may go on.
 *
 * @param before how many lines stand before the text
 * @throws ExpectedError BAD_INPUT where it cannot be read
 */
function firstRecord(
  path: string,
  text: string,
  delimiter: string,
  isWhole: boolean,
  before: number,
): { values: string[]; line: number } | undefined {
  const skipped = new SkippedRows()
  const { values, lines } = new RecordReader(path, delimiter, skipped).take(text, isWhole)
  const index = values.findIndex((record) => record.some((value) => value.trim() !== ''))
  const header = values[index]
  const line = lines[index]
  const broken = skipped.firstOf(path)
  if (broken !== undefined && (line === undefined || broken.line < line)) {
    throw new ExpectedError('BAD_INPUT', `The header of ${path} cannot be read: ${broken.reason}.`, {
      location: { file: path, line: before + broken.line },
      retry: 'Mend the line of column names.',
    })
  }
  if (header === undefined || line === undefined) return undefined
  refuseManyColumns(path, before + line, header.length)
  return { values: header, line: before + line }
}

/** The candidate that cuts the header into most columns; the comma where none does. */
function sniffDelimiter(header: string): string {
  const unquoted = header.replaceAll(/"[^"]*"/g, '')
  const count = (delimiter: string) => unquoted.split(delimiter).length
  return DELIMITERS.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best))
}
