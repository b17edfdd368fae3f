import type { ProgramFiles } from '#main/engine/start.ts'

/** What a command meets of the world; tests hand in their own. */
export interface Terminal {
  /** Standard output: under `--json` it holds JSON alone. */
  out(text: string): void
  /** Standard error: messages for the person who watches. */
  err(text: string): void
  /** Width of the terminal behind standard error; null where nobody watches. */
  columns(): number | null
  /** Relative paths start here. */
  folder: string
  program: ProgramFiles
  /** Aborts when the person presses Ctrl-C. */
  interrupted: AbortSignal
}

/** Writes results as one JSON object a line, or for a person to read. */
export class Output {
  readonly json: boolean
  readonly #terminal: Terminal
  #status: string | null = null

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal
    this.json = json
  }

  /** One result; `human` is only asked where a person reads. */
  result(value: object, human: () => string): void {
    this.#above(() => this.#terminal.out(`${this.json ? JSON.stringify(value) : human()}\n`))
  }

  /** Rows of one kind: one object a line, or a table. */
  rows<Row extends object>(rows: readonly Row[], columns: Columns<Row>, none: string): void {
    this.#above(() => {
      if (this.json) for (const row of rows) this.#terminal.out(`${JSON.stringify(row)}\n`)
      else this.#terminal.out(`${rows.length === 0 ? none : table(rows, columns)}\n`)
    })
  }

  message(sentence: string): void {
    this.#above(() => this.#terminal.err(`${sentence}\n`))
  }

  /** A line below all others that the next one replaces, for a person who watches; null takes it away. */
  status(line: string | null): void {
    if (line === null && this.#status === null) return
    this.#status = line
    this.#showStatus(line)
  }

  #above(write: () => void): void {
    if (this.#status !== null) this.#showStatus(null)
    write()
    if (this.#status !== null) this.#showStatus(this.#status)
  }

  #showStatus(line: string | null): void {
    const columns = this.#terminal.columns()
    // A line that wraps could not be taken back.
    if (columns !== null) this.#terminal.err(`\r\u001b[K${(line ?? '').slice(0, columns - 1)}`)
  }
}

/** A cell per heading; null leaves it empty. Numbers stand right. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string | number | null>>

export function table<Row>(rows: readonly Row[], columns: Columns<Row>): string {
  const cells = rows.map((row) => Object.values(columns).map((cell) => cell(row)))
  const headings = Object.keys(columns)
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...cells.map((row) => String(row[at] ?? '').length)),
  )
  const isNumber = headings.map((_, at) => cells.every((row) => typeof row[at] !== 'string'))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, at) => (isNumber[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(headings), ...cells.map((row) => line(row.map((cell) => String(cell ?? ''))))].join('\n')
}

/** Four significant digits, as metrics and losses are compared by eye. */
export function figure(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : value.toPrecision(4)
}
