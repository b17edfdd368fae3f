interface Waiting {
  bytes: number
  start: () => void
}

/**
 * Lets work begin while the memory that all of it needs stays within a budget, in the order in which it was asked for. What
 * needs more than the whole budget has it to itself.
 */
export class DecodingBudget {
  readonly #bytes: number
  readonly #waiting: Waiting[] = []
  #taken = 0

  constructor(bytes: number) {
    this.#bytes = bytes
  }

  async spend<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) {
      await new Promise<void>((start) => this.#waiting.push({ bytes, start }))
    } else this.#taken += bytes
    try {
      return await work()
    } finally {
      this.#taken -= bytes
      this.#startNext()
    }
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      // Taken here and not where the work goes on, which is a turn later.
      this.#taken += next.bytes
      next.start()
    }
  }

  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.#bytes
  }
}
