/** So many of the newest completions tell the rate: long enough to be calm, short enough to follow. */
const WINDOW = 20

/** Speed of a job over its newest completions. */
export class RateMeter {
  readonly #times: number[] = []

  /** @param at milliseconds, not before the last one */
  add(at: number): void {
    this.#times.push(at)
    if (this.#times.length > WINDOW) this.#times.shift()
  }

  /** Items per minute; null until there are two. */
  perMinute(): number | null {
    const first = this.#times[0]
    const last = this.#times.at(-1)
    if (first === undefined || last === undefined || this.#times.length < 2) return null
    // Clocks count whole milliseconds, and the built-in generator can be faster than that.
    return ((this.#times.length - 1) * 60_000) / Math.max(1, last - first)
  }
}
