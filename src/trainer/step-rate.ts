/** Reports are this far apart, in seconds of training. */
const INTERVAL = 0.25
/** The rate is that of as many intervals. */
const INTERVALS = 4

/** Steps per second over about the last second of training; what is not training does not count. */
export class StepRate {
  #seconds = 0
  #steps = 0
  /** Where the last intervals began, the present one last. */
  #marks = [{ seconds: 0, steps: 0 }]

  /**
   * Counts a step.
   * @param seconds that it took
   * @returns steps per second, if it is time to report them again; else null
   */
  count(seconds: number): number | null {
    this.#seconds += seconds
    this.#steps++
    const last = this.#marks.at(-1)
    if (last === undefined || this.#seconds - last.seconds < INTERVAL) return null
    const [first = last] = this.#marks
    const rate = (this.#steps - first.steps) / (this.#seconds - first.seconds)
    this.#marks = [...this.#marks, { seconds: this.#seconds, steps: this.#steps }].slice(-INTERVALS)
    return rate
  }
}
