import type { SkippedRow } from '#shared/contract/imports.ts'

const LISTED = 1000

/** What an import left out, and why: the first thousand by name, all of them by number. */
export class SkippedRows {
  readonly #listed: SkippedRow[] = []
  readonly #firstOfFile = new Map<string, SkippedRow>()
  #total = 0

  get total(): number {
    return this.#total
  }

  add(file: string, line: number, reason: string): void {
    this.#total++
    const row = { file, line, reason }
    if (this.#listed.length < LISTED) this.#listed.push(row)
    if (!this.#firstOfFile.has(file)) this.#firstOfFile.set(file, row)
  }

  /** By file, in the order in which they were read, then by line. */
  listed(): SkippedRow[] {
    const files = [...this.#firstOfFile.keys()]
    return this.#listed.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line)
  }

  firstOf(file: string): SkippedRow | undefined {
    return this.#firstOfFile.get(file)
  }
}
