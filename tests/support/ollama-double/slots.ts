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

  /**
   * @param endless lets it wait however full the queue is
   * @returns false when the queue is full
   * @throws the signal's reason when the client goes away while it waits
   */
  async take(signal: AbortSignal, endless = false): Promise<boolean> {
    if (this.#active < this.#parallel) {
      this.#active += 1
      this.peak = Math.max(this.peak, this.#active)
      return true
    }
    if (!endless && this.#waiting.length >= this.#queue) return false
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(signal.reason)
      }
      const enter = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      this.#waiting.push(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
    return true
  }

  /** The place goes straight to the request that waits longest, so that no later one overtakes it. */
  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#active -= 1
    else next()
  }
}
