import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { hasCode } from '#shared/error-code.ts'

export interface LogFileOptions {
  /** Size at which a file makes room for the next. */
  rotateBytes: number
  /** Files that are kept, the one that is written included. */
  files: number
  now?: () => number
}

/** How long a file that cannot be opened is left alone. */
const RETRY_MILLISECONDS = 5000

/**
 * Where log lines go: written at once, so that the lines before a crash are there, and into a fresh file once one is
 * full. A line that cannot be written is dropped, since the log must never take the engine with it; the next one
 * that can be says how many were.
 */
export class LogFile {
  readonly #path: string
  readonly #options: LogFileOptions
  #file: number | null = null
  #bytes = 0
  #dropped = 0
  #reason = ''
  /** A write that failed midway has left half a line. */
  #isLineOpen = false
  #retryAt = 0
  #closed = false

  constructor(path: string, options: LogFileOptions) {
    this.#path = path
    this.#options = options
  }

  /** @param line with its line feed */
  write(line: string): void {
    if (this.#closed) return
    try {
      if (this.#file !== null && this.#bytes >= this.#options.rotateBytes) this.#rotate()
      if (!this.#open()) {
        this.#dropped += 1
        return
      }
      const head = this.#isLineOpen ? '\n' : ''
      this.#append(`${head}${this.#noteOfDropped()}${withoutSecrets(line)}`)
      this.#dropped = 0
    } catch (error) {
      this.#dropped += 1
      this.#reason = error instanceof Error ? error.message : String(error)
    }
  }

  close(): void {
    this.#closed = true
    this.#closeFile()
  }

  #open(): boolean {
    if (this.#file !== null) return true
    const now = (this.#options.now ?? Date.now)()
    if (now < this.#retryAt) return false
    this.#retryAt = now + RETRY_MILLISECONDS
    mkdirSync(dirname(this.#path), { recursive: true })
    this.#file = openSync(this.#path, 'a', 0o600)
    this.#retryAt = 0
    this.#bytes = fstatSync(this.#file).size
    if (this.#bytes < this.#options.rotateBytes) return true
    this.#rotate()
    return this.#open()
  }

  #append(text: string): void {
    if (this.#file === null) return
    let rest = Buffer.from(text)
    while (rest.length > 0) {
      // Until the last byte is there. A full disk may take a part.
      this.#isLineOpen = true
      const written = writeSync(this.#file, rest)
      this.#bytes += written
      rest = rest.subarray(written)
    }
    this.#isLineOpen = false
  }

  /** `engine.log` becomes `engine.1.log`, that `engine.2.log`, and the oldest goes. */
  #rotate(): void {
    this.#closeFile()
    const { files } = this.#options
    rmSync(this.#numbered(files - 1), { force: true })
    for (let at = files - 2; at >= 0; at--) {
      try {
        renameSync(this.#numbered(at), this.#numbered(at + 1))
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) throw error
      }
    }
  }

  #numbered(at: number): string {
    if (at === 0) return this.#path
    const extension = extname(this.#path)
    return `${this.#path.slice(0, this.#path.length - extension.length)}.${at}${extension}`
  }

  #noteOfDropped(): string {
    if (this.#dropped === 0) return ''
    const note = {
      level: 40,
      time: Date.now(),
      pid: process.pid,
      dropped: this.#dropped,
      reason: this.#reason,
    }
    return `${JSON.stringify({ ...note, msg: 'lines of the log could not be written' })}\n`
  }

  #closeFile(): void {
    const file = this.#file
    this.#file = null
    this.#isLineOpen = false
    if (file !== null) closeSync(file)
  }
}

/** Whatever wrote an address or a header into a line, what opens the studio does not stay there. */
function withoutSecrets(line: string): string {
  return line
    .replace(/\b(token|code)=[\w%.~-]+/gi, '$1=…')
    .replace(/\bBearer [\w.~+/=-]+/g, 'Bearer …')
    .replace(/\b(studio-[\w-]*\d+)=[\w%.~-]+/g, '$1=…')
}
