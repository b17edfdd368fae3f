import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { ExpectedError } from '#shared/expected-error.ts'
import { fileSize, readLines } from './lines.ts'
import { SkippedRows } from './skipped-rows.ts'
import { columnNames, type Row, type RowBatch, type Table } from './table.ts'

const DELIMITERS = [',', '\t', ';', '|'] as const

/** A quoted value may go on over lines, but not without end: beyond this its quote was never meant to open. */
const LONGEST_RECORD_LINES = 1000
const LONGEST_RECORD_CHARACTERS = 1_000_000

interface Record {
  line: number
  fields: string[]
}

/**
 * A file of delimited values (RFC 4180; comma, tab, semicolon or bar, as the header says). A row that cannot
 * be read costs that row alone: reading goes on at the next line.
 *
 * @throws ExpectedError BAD_INPUT where the file is no text or has no header, NOT_FOUND where it is absent
 */
export async function openDelimited(path: string, delimiter?: string): Promise<Table> {
  const bytes = await fileSize(path)
  const header = await readHeader(path, delimiter)
  const columns = columnNames(header.fields)
  return {
    file: path,
    bytes,
    columns,
    async *batches(skipped) {
      for await (const batch of readRecords(path, header.delimiter, skipped)) {
        const rows: Row[] = []
        for (const { line, fields } of batch.records) {
          const blank = fields.length === 1 && fields[0] === ''
          if (line === header.line || blank) continue
          if (fields.length === columns.length) rows.push({ line, cells: fields })
          else {
            const found = `${fields.length} ${fields.length === 1 ? 'value' : 'values'}`
            skipped.add(path, line, `${found} in a table of ${columns.length} columns`)
          }
        }
        const result: RowBatch = { rows, bytesRead: batch.bytesRead }
        yield result
      }
    },
  }
}

/** @throws ExpectedError BAD_INPUT where the lines of the file are JSON objects */
export function refuseJsonLines(path: string, firstLine: string | undefined): void {
  if (firstLine?.startsWith('{') !== true) return
  throw new ExpectedError('BAD_INPUT', `The lines of ${path} are JSON objects.`, {
    location: { file: path, line: 1 },
    retry: 'Choose the format JSON lines.',
  })
}

async function readHeader(path: string, known?: string): Promise<Record & { delimiter: string }> {
  for await (const { lines, first } of readLines(path)) {
    const index = lines.findIndex((line) => line.trim() !== '')
    const line = lines[index]
    if (line === undefined) continue
    const delimiter = known ?? sniffDelimiter(line)
    for await (const { records } of readRecords(path, delimiter, new SkippedRows())) {
      const header = records.find((record) => record.fields.some((field) => field.trim() !== ''))
      if (header !== undefined) return { ...header, delimiter }
    }
    throw new ExpectedError('BAD_INPUT', `The header of ${path} cannot be read.`, {
      location: { file: path, line: first + index },
    })
  }
  throw new ExpectedError('BAD_INPUT', `${path} is empty.`, { location: { file: path, line: 1 } })
}

/** The candidate that cuts the header into most columns; the comma where none does. */
function sniffDelimiter(header: string): string {
  const unquoted = header.replaceAll(/"[^"]*"/g, '')
  const count = (delimiter: string) => unquoted.split(delimiter).length
  return DELIMITERS.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best))
}

async function* readRecords(
  path: string,
  delimiter: string,
  skipped: SkippedRows,
): AsyncGenerator<{ records: Record[]; bytesRead: number }> {
  const assembler = new RecordAssembler(path, delimiter, skipped)
  let read = 0
  for await (const { lines, first, bytesRead } of readLines(path)) {
    read = bytesRead
    const records: Record[] = []
    lines.forEach((text, index) => {
      assembler.take({ line: first + index, text }, records)
    })
    yield { records, bytesRead }
  }
  const records: Record[] = []
  assembler.end(records)
  yield { records, bytesRead: read }
}

interface Line {
  line: number
  text: string
}

/** Joins the lines of quoted values that go over several, and lets csv-parse take the records apart. */
class RecordAssembler {
  readonly #file: string
  readonly #delimiter: string
  readonly #skipped: SkippedRows
  /** Lines of a record whose quote is still open. */
  #open: Line[] = []
  #openCharacters = 0

  constructor(file: string, delimiter: string, skipped: SkippedRows) {
    this.#file = file
    this.#delimiter = delimiter
    this.#skipped = skipped
  }

  take(next: Line, records: Record[]): void {
    // What was refused gives its later lines back, which may open records of their own.
    const queue = [next]
    for (let line = queue.pop(); line !== undefined; line = queue.pop()) {
      const again = this.#takeOne(line, records)
      for (const returned of again.reverse()) queue.push(returned)
    }
  }

  end(records: Record[]): void {
    while (this.#open.length > 0) {
      const again = this.#refuse('a quote is opened and never closed')
      for (const line of again) this.take(line, records)
    }
  }

  #takeOne(next: Line, records: Record[]): Line[] {
    const hasQuote = next.text.includes('"')
    if (this.#open.length === 0 && !hasQuote) {
      records.push({ line: next.line, fields: withoutReturn(next.text).split(this.#delimiter) })
      return []
    }
    this.#open.push(next)
    this.#openCharacters += next.text.length
    if (!hasQuote) {
      const tooLong =
        this.#open.length > LONGEST_RECORD_LINES || this.#openCharacters > LONGEST_RECORD_CHARACTERS
      return tooLong ? this.#refuse('a quote is opened and not closed within a thousand lines') : []
    }
    return this.#parseOpen(records)
  }

  #parseOpen(records: Record[]): Line[] {
    const text = withoutReturn(this.#open.map((line) => line.text).join('\n'))
    const result = parseRecord(text, this.#delimiter, this.#open.length === 1)
    switch (result.state) {
      case 'read': {
        const [first] = this.#open
        if (first !== undefined) records.push({ line: first.line, fields: result.fields })
        this.#clear()
        return []
      }
      case 'open':
        return []
      case 'broken':
        return this.#refuse(result.reason)
    }
  }

  /** Gives up the first line of the open record and hands the others back. */
  #refuse(reason: string): Line[] {
    const [first, ...others] = this.#open
    if (first !== undefined) this.#skipped.add(this.#file, first.line, reason)
    this.#clear()
    return others
  }

  #clear(): void {
    this.#open = []
    this.#openCharacters = 0
  }
}

type Parsed = { state: 'read'; fields: string[] } | { state: 'open' } | { state: 'broken'; reason: string }

function parseRecord(text: string, delimiter: string, singleLine: boolean): Parsed {
  // The text is one record, whatever line ends its values hold; no record delimiter may cut it.
  const options = { delimiter, record_delimiter: ['\u0000'], max_record_size: 0 }
  try {
    return { state: 'read', fields: parse(text, options)[0] ?? [''] }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') return { state: 'open' }
    // `12" vinyl` says what it means, and many catalogues write it so.
    if (error.code === 'INVALID_OPENING_QUOTE' && singleLine) {
      return { state: 'read', fields: parse(text, { ...options, relax_quotes: true })[0] ?? [''] }
    }
    return { state: 'broken', reason: 'a quote stands within a value: double it, or quote the whole value' }
  }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
