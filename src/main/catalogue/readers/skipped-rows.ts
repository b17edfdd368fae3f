import type { LeftOut, SkippedRow } from '#shared/contract/imports.ts'

const LISTED = 1000
/** More kinds of reasons than an import has; beyond them, ids of an odd shape made kinds of their own. */
const MOST_REASONS = 50
const OTHER_REASONS = 'other reasons'
const LINES_OF_REASON = 5

/** All of it as plain data, which one thread can send to another. */
export interface SkippedState {
  listed: SkippedRow[]
  firstOfFile: Map<string, SkippedRow>
  byReason: Map<string, LeftOut>
  total: number
}

/** What an import left out, and why: the first thousand by name, all of them by number. */
export class SkippedRows {
  readonly #listed: SkippedRow[] = []
  readonly #firstOfFile = new Map<string, SkippedRow>()
  readonly #byReason = new Map<string, LeftOut>()
  #total = 0

  state(): SkippedState {
    return {
      listed: this.#listed,
      firstOfFile: this.#firstOfFile,
      byReason: this.#byReason,
      total: this.#total,
    }
  }

  /** Takes in what was skipped elsewhere, before anything was skipped here. */
  restore({ listed, firstOfFile, byReason, total }: SkippedState): void {
    this.#listed.push(...listed)
    for (const [file, row] of firstOfFile) this.#firstOfFile.set(file, row)
    for (const [key, group] of byReason) this.#byReason.set(key, group)
    this.#total += total
  }

  get total(): number {
    return this.#total
  }

  add(file: string, line: number, reason: string): void {
    this.#total++
    const row = { file, line, reason }
    if (this.#listed.length < LISTED) this.#listed.push(row)
    if (!this.#firstOfFile.has(file)) this.#firstOfFile.set(file, row)
    this.#count(row)
  }

  /** By file and reason, the most frequent first. */
  byReason(): LeftOut[] {
    return [...this.#byReason.values()].sort((a, b) => b.count - a.count)
  }

  /** By file, in the order in which they were read, then by line. */
  listed(): SkippedRow[] {
    const files = [...this.#firstOfFile.keys()]
    return this.#listed.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line)
  }

  firstOf(file: string): SkippedRow | undefined {
    return this.#firstOfFile.get(file)
  }

  #count({ file, line, reason }: SkippedRow): void {
    const kind = kindOfReason(reason)
    const mayBeNew = this.#byReason.size < MOST_REASONS || this.#byReason.has(`${file}\n${kind}`)
    const name = mayBeNew ? kind : OTHER_REASONS
    const key = `${file}\n${name}`
    const group = this.#byReason.get(key)
    if (group === undefined) this.#byReason.set(key, { file, reason: name, count: 1, lines: [line] })
    else {
      group.count++
      if (group.lines.length < LINES_OF_REASON) group.lines.push(line)
    }
  }
}

const NAMED = /^(the (?:item|user|id|number|picture)) .+? (is not in|stands|does not exist|lies|was left out)/
const QUOTED = /"[^"]*"/g
const NUMBER = /\d[\d,]*/g

/**
 * A reason without what is of one row alone: "the item 7 is not in the items file" and "the item 8 …" are of a kind,
 * which reads "the item … is not in the items file".
 */
export function kindOfReason(reason: string): string {
  return reason.replace(NAMED, '$1 … $2').replaceAll(QUOTED, '…').replaceAll(NUMBER, '…')
}
