/** Numbers texts densely from 0 in order of appearance. */
export class Interner {
  readonly texts: string[] = []
  readonly #indexes = new Map<string, number>()

  /** The number of `text`, a new one where it has none. */
  add(text: string): number {
    const known = this.#indexes.get(text)
    if (known !== undefined) return known
    const index = this.texts.length
    this.texts.push(text)
    this.#indexes.set(text, index)
    return index
  }

  find(text: string): number | undefined {
    return this.#indexes.get(text)
  }
}
