import Sqlite from 'better-sqlite3'

/** What a statement can be given. Booleans and dates are the repository's to convert. */
export type Parameter = string | number | bigint | null | Uint8Array
/** By name, or by place. */
type Parameters = Record<string, Parameter> | readonly Parameter[]

/** A database that can only be read; what takes a `Reader` cannot write by accident. */
export interface Reader {
  /** All rows; `Row` is what the SQL selects, which is the repository's promise to keep. */
  all<Row>(sql: string, parameters?: Parameters): Row[]
  get<Row>(sql: string, parameters?: Parameters): Row | undefined
}

export interface Writer extends Reader {
  /** Runs one statement; `lastId` is the row id of an insert. */
  run(sql: string, parameters?: Parameters): { changes: number; lastId: number }
  /** All or nothing. Takes the write lock at once, so that it fails before it did work. */
  transaction<T>(work: () => T): T
}

export interface DatabaseOptions {
  /** Called with statements that took longer than `slowMilliseconds`. */
  onSlow?: (sql: string, milliseconds: number) => void
  slowMilliseconds?: number
}

/** About a millisecond's work. */
const PAGES_AT_ONCE = 200

/** A SQLite connection with cached statements, WAL and foreign keys. */
export class Database implements Writer {
  readonly #sqlite: Sqlite.Database
  readonly #statements = new Map<string, Sqlite.Statement>()
  readonly #onSlow: DatabaseOptions['onSlow']
  readonly #slowMilliseconds: number

  /** @param path file, or `:memory:` */
  constructor(path: string, options: DatabaseOptions = {}) {
    this.#sqlite = new Sqlite(path)
    this.#onSlow = options.onSlow
    this.#slowMilliseconds = options.slowMilliseconds ?? 100
    this.#firstRead()
    // A decision must be on disk before the next item shows, even if the machine loses power.
    this.#sqlite.pragma('synchronous = FULL')
    this.#sqlite.pragma('foreign_keys = ON')
    // Whatever waits here keeps all else waiting; who else may hold the file is a backup for a moment, or a person's browser of databases.
    this.#sqlite.pragma('busy_timeout = 2000')
  }

  all<Row>(sql: string, parameters: Parameters = {}): Row[] {
    return this.#answered(sql, (statement) => statement.all(parameters) as Row[])
  }

  get<Row>(sql: string, parameters: Parameters = {}): Row | undefined {
    return this.#answered(sql, (statement) => statement.get(parameters) as Row | undefined)
  }

  run(sql: string, parameters: Parameters = {}): { changes: number; lastId: number } {
    const result = this.#timed(sql, () => this.#statement(sql).run(parameters))
    return { changes: result.changes, lastId: Number(result.lastInsertRowid) }
  }

  transaction<T>(work: () => T): T {
    if (this.#sqlite.inTransaction) return work()
    return this.#sqlite.transaction(work).immediate()
  }

  /**
   * As `transaction`, without waiting until the disk has it: losing power may take it back, until a later `transaction` is made,
   * which keeps all before it. For what nobody was told of yet.
   */
  unsyncedTransaction<T>(work: () => T): T {
    if (this.#sqlite.inTransaction) return work()
    this.#sqlite.pragma('synchronous = NORMAL')
    try {
      return this.transaction(work)
    } finally {
      this.#sqlite.pragma('synchronous = FULL')
    }
  }

  /** Runs a script of many statements; for migrations. */
  script(sql: string): void {
    this.#sqlite.exec(sql)
  }

  /** SQLite's own check of the whole file: an empty list, or what is wrong. */
  integrityProblems(): string[] {
    const rows = this.#sqlite.pragma('integrity_check') as { integrity_check: string }[]
    const problems = rows.map((row) => row.integrity_check).filter((text) => text !== 'ok')
    const orphans = this.#sqlite.pragma('foreign_key_check') as { table: string }[]
    return [...problems, ...orphans.map((row) => `row in ${row.table} points to nothing`)]
  }

  /** What SQLite finds wrong in the file's pages, rows and indexes: an empty list, or the first of it. Reads the whole file. */
  quickProblems(): string[] {
    const rows = this.#sqlite.pragma('quick_check(1)') as { quick_check: string }[]
    return rows.map((row) => row.quick_check).filter((text) => text !== 'ok')
  }

  /** Number of the newest migration that has run; 0 for an empty database. */
  schemaVersion(): number {
    return Number(this.#sqlite.pragma('user_version', { simple: true }))
  }

  /** A consistent copy into `path`, a few pages at a time, so that other work goes on. Rejects once the signal aborts. */
  async backUpTo(path: string, signal: AbortSignal): Promise<void> {
    await this.#sqlite.backup(path, {
      progress: () => {
        signal.throwIfAborted()
        return PAGES_AT_ONCE
      },
    })
  }

  /** A consistent copy into `path`, which must not exist yet. */
  copyTo(path: string): void {
    this.#sqlite.prepare('VACUUM INTO :path').run({ path })
  }

  close(): void {
    this.#statements.clear()
    this.#sqlite.close()
  }

  #firstRead(): void {
    try {
      this.#sqlite.pragma('journal_mode = WAL')
    } catch (error) {
      this.#sqlite.close()
      throw error
    }
  }

  #statement(sql: string): Sqlite.Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#sqlite.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  /**
   * What writes and answers rows, as `UPDATE … RETURNING` does, is a transaction: SQLite tells of a commit that failed when
   * the statement is put back, and the library passes that on for a `COMMIT` alone.
   */
  #answered<T>(sql: string, ask: (statement: Sqlite.Statement) => T): T {
    const statement = this.#statement(sql)
    return this.#timed(sql, () =>
      statement.readonly ? ask(statement) : this.transaction(() => ask(statement)),
    )
  }

  #timed<T>(sql: string, work: () => T): T {
    if (this.#onSlow === undefined) return work()
    const start = performance.now()
    const result = work()
    const milliseconds = performance.now() - start
    if (milliseconds > this.#slowMilliseconds) this.#onSlow(sql, milliseconds)
    return result
  }
}
