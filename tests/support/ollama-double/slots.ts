/** The server's places for requests: so many at once, so many waiting, and the rest are refused. */
export class Slots {
  /** Most requests that were ever worked on at once. */
  peak = 0
  #active = 0
  readonly #waiting: (() => void)[] = []
  readonly #parallel: number
  readonly #queue: number

  constructor(parallel: number, queue: number) {
    this.#parallel = parallel
    this.#queue = queue
  }

  get active(): number {
    return this.#active
  }

  /** @returns false when the queue is full */
  async take(signal: AbortSignal): Promise<boolean> {
    if (this.#active >= this.#parallel) {
      if (this.#waiting.length >= this.#queue) return false
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
        signal.addEventListener('abort', () => {
          const place = this.#waiting.indexOf(resolve)
          if (place >= 0) this.#waiting.splice(place, 1)
          resolve()
        })
      })
      signal.throwIfAborted()
    }
    this.#active += 1
    this.peak = Math.max(this.peak, this.#active)
    return true
  }

  release(): void {
    this.#active -= 1
    this.#waiting.shift()?.()
  }
}
