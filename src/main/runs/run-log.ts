import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { diskFailure } from '#main/store/disk-failure.ts'

/** As many last lines as an error message can carry. */
const TAIL = 20
/** A window shows the end of a log; what came before is in the file. */
const SHOWN_BYTES = 512 * 1024

/** The text log of one run: what its trainer said, by message or on its standard streams. */
export class RunLog {
  readonly #path: string
  readonly #tail: string[] = []

  constructor(path: string) {
    this.#path = path
  }

  /** Written at once, so that it outlives whatever happens next; dropped where the disk does not take it, since a log ends no run. */
  append(text: string): void {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length === 0) return
    this.#tail.push(...lines)
    this.#tail.splice(0, this.#tail.length - TAIL)
    try {
      appendFileSync(this.#path, `${lines.join('\n')}\n`)
    } catch (error) {
      if (diskFailure(error, this.#path) === null) throw error
    }
  }

  /** The last lines; empty when nothing was said. */
  get tail(): string {
    return this.#tail.join('\n')
  }
}

/** The end of a log; empty while there is none. */
export function readLog(path: string): string {
  if (!existsSync(path)) return ''
  const bytes = readFileSync(path)
  if (bytes.length <= SHOWN_BYTES) return bytes.toString('utf8')
  const cut = bytes.subarray(-SHOWN_BYTES)
  return `… ${bytes.length - SHOWN_BYTES} bytes before this are in ${path}\n${cut.subarray(cut.indexOf(10) + 1).toString('utf8')}`
}
