import { ExpectedError } from '#shared/expected-error.ts'

/** A `Map` holds no more. */
const MOST_TEXTS = 2 ** 24 - 1

/** Numbers texts densely from 0 in order of appearance. */
export class Interner {
  readonly texts: string[] = []
  readonly #indexes = new Map<string, number>()

  /** The number of `text`, a new one where it has none. */
  add(text: string): number {
    const known = this.#indexes.get(text)
    if (known !== undefined) return known
    const index = this.texts.length
    const own = ownText(text)
    this.texts.push(own)
    this.#indexes.set(own, index)
    return index
  }

  find(text: string): number | undefined {
    return this.#indexes.get(text)
  }

  /** @throws ExpectedError BAD_INPUT where one more would be too many */
  refuseMore(file: string, line: number): void {
    refuseMore(file, line, this.texts.length)
  }
}

/** @throws ExpectedError BAD_INPUT where there are as many ids as can be told apart */
export function refuseMore(file: string, line: number, ids: number): void {
  if (ids < MOST_TEXTS) return
  const most = MOST_TEXTS.toLocaleString('en')
  throw new ExpectedError('BAD_INPUT', `${file} names more than ${most} ids, up to line ${line}.`, {
    location: { file, line },
    retry: 'Take a part of the file.',
  })
}

/** V8 keeps the text that a part was cut from, here a chunk of a file, for as long as the part: a copy lets it go. */
export function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le')
}
