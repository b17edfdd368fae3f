import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { Result, type Trial, trialKey } from './trial.ts'

/** A file of results, a line of JSON for each. What is there is not done again, so that an interrupted command goes on where it was. */
export class ResultsFile {
  readonly #path: string
  #isWhole = false

  constructor(path: string) {
    this.#path = path
  }

  /**
   * The results in the order in which they were written; of trials that differ in nothing the last. A last line without its end is
   * that of an interrupted write, and left out.
   * @throws Error that names the line that is not a result
   */
  read(): Result[] {
    if (!existsSync(this.#path)) return []
    const lines = readFileSync(this.#path, 'utf8').split('\n').slice(0, -1)
    const found = new Map<string, Result>()
    lines.forEach((line, index) => {
      const parsed = Result.safeParse(parseJson(line))
      if (!parsed.success) {
        throw new Error(
          `${this.#path}:${index + 1}: not a result. Remove the line, and run the command again.`,
        )
      }
      found.set(trialKey(parsed.data), parsed.data)
    })
    return [...found.values()]
  }

  /** Those of the trials that have no result here. */
  missing(trials: readonly Trial[]): Trial[] {
    const done = new Set(this.read().map(trialKey))
    return trials.filter((trial) => !done.has(trialKey(trial)))
  }

  /** With the operating system when this returns: the end of this process takes nothing away. */
  append(result: Result): void {
    mkdirSync(dirname(this.#path), { recursive: true })
    if (!this.#isWhole) this.#removeInterrupted()
    this.#isWhole = true
    appendFileSync(this.#path, `${JSON.stringify(result)}\n`)
  }

  #removeInterrupted(): void {
    if (!existsSync(this.#path)) return
    const bytes = readFileSync(this.#path)
    truncateSync(this.#path, bytes.lastIndexOf('\n') + 1)
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
