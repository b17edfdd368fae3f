import Papa from 'papaparse'
import type { SkippedRows } from './skipped-rows.ts'
import { countLineEnds, LONGEST_LINE, lineTooLong } from './text.ts'

/** A quoted value may go on over lines, but not without end: beyond this its quote was never meant to open. */
const LONGEST_RECORD_LINES = 1000
const LONGEST_VALUE = 2_000_000

const STRAY_QUOTE = 'a quote stands within a value: double it, or quote the whole value'
const NEVER_CLOSED = 'a quote is opened and never closed'
const NOT_CLOSED_SOON = 'a quote is opened and not closed within a thousand lines'

/** Records of a file in order. */
export interface Records {
  values: string[][]
  /** Where each of them begins, from 1. */
  lines: number[]
}

/**
 * Takes delimited text apart as it comes. A record that cannot be read costs its first line alone: what follows it may
 * be records of its own. Quotes open a value only at its beginning, so that `12" vinyl` is what it says.
 *
 * Papa Parse has no public way to go on at a place of one's choice; its `Parser`, which the typings name, has.
 */
export class RecordReader {
  readonly #file: string
  readonly #delimiter: string
  readonly #skipped: SkippedRows
  /** Text that is not taken apart yet, and the line on which it begins. */
  #rest = ''
  #line = 1
  /**
   * How many lines are looked at, at once. After a line that was refused this is one, and doubles with every look that
   * was good: so a file of nothing but bad lines takes no longer than a sound one.
   */
  #look = Number.POSITIVE_INFINITY

  constructor(file: string, delimiter: string, skipped: SkippedRows) {
    this.#file = file
    this.#delimiter = delimiter
    this.#skipped = skipped
  }

  /** @param isLast whether the text ends here, and with it a record that is open */
  take(text: string, isLast: boolean): Records {
    this.#rest += text
    const records: Records = { values: [], lines: [] }
    while (this.#rest !== '' && this.#takePart(records, isLast)) {
      // On to the next part.
    }
    return records
  }

  /** @returns whether there may be more to take */
  #takePart(records: Records, isLast: boolean): boolean {
    const end = placeAfterLines(this.#rest, this.#look)
    const isAll = end === this.#rest.length
    const part = isAll ? this.#rest : this.#rest.slice(0, end)
    const isEnd = isAll && isLast
    const parser = new Papa.Parser({ delimiter: this.#delimiter, newline: '\n' })
    const parsed: Papa.ParseResult<string[]> = parser.parse(part, 0, !isEnd)
    const broken = parsed.errors[0]
    const sound = broken?.row ?? parsed.data.length
    const linesBefore = this.#line
    for (const values of sound < parsed.data.length ? parsed.data.slice(0, sound) : parsed.data) {
      this.#accept(values, records)
    }
    const used =
      sound === parsed.data.length ? parsed.meta.cursor : placeAfterLines(part, this.#line - linesBefore)
    this.#rest = this.#rest.slice(used)
    if (broken !== undefined)
      return this.#refuse(broken.code === 'MissingQuotes' ? NEVER_CLOSED : STRAY_QUOTE)
    if (used === 0 && this.#isTooLong(part)) return this.#refuse(NOT_CLOSED_SOON)
    this.#look *= 2
    return !isAll
  }

  #accept(values: string[], records: Records): void {
    const longest = values.find((value) => value.length > LONGEST_VALUE)
    if (longest === undefined) {
      records.values.push(values)
      records.lines.push(this.#line)
    } else {
      this.#skipped.add(
        this.#file,
        this.#line,
        `a value has ${longest.length.toLocaleString('en')} characters; shorten it`,
      )
    }
    this.#line++
    for (const value of values) if (value.includes('\n')) this.#line += countLineEnds(value, 0, value.length)
  }

  /** @throws ExpectedError BAD_INPUT where one line alone is too long to go on */
  #isTooLong(part: string): boolean {
    if (part.length > LONGEST_LINE) {
      if (!part.includes('\n')) throw lineTooLong(this.#file, this.#line)
      return true
    }
    return this.#look > LONGEST_RECORD_LINES && placeAfterLines(part, LONGEST_RECORD_LINES) < part.length
  }

  /** Gives up the first line of what is left. */
  #refuse(reason: string): true {
    this.#skipped.add(this.#file, this.#line, reason)
    this.#rest = this.#rest.slice(placeAfterLines(this.#rest, 1))
    this.#line++
    this.#look = 1
    return true
  }
}

/** Where the text goes on after so many line ends; its length where it has not as many. */
function placeAfterLines(text: string, lines: number): number {
  if (lines === Number.POSITIVE_INFINITY) return text.length
  let at = 0
  for (let line = 0; line < lines; line++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return text.length
    at = end + 1
  }
  return at
}
