/** Takes the time of steps, which follow each other without a gap. */
export class StepClock {
  readonly #now: () => number
  #began: number

  /**
   * @param now seconds, from any moment on
   * @param began in the same seconds
   */
  constructor(now: () => number, began: number) {
    this.#now = now
    this.#began = began
  }

  /** The next step begins now, whatever was done since the one before it. */
  begin(): void {
    this.#began = this.#now()
  }

  /** A step ends, and the next begins. @returns seconds that it took */
  lap(): number {
    const now = this.#now()
    const seconds = now - this.#began
    this.#began = now
    return seconds
  }
}
