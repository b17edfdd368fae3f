import type { ImportProgress } from '../contract/imports.ts'
import { formatCount } from '../count.ts'
import { formatSeconds } from '../duration.ts'

/** Before that, how fast a step is says little. */
const LEAST_MILLISECONDS = 1000

/** Follows one import, and says how long the step that it is in will still take. */
export class StepTime {
  #step = ''
  #begun = { at: 0, done: 0 }

  /**
   * @param now of this progress, in milliseconds
   * @returns seconds by the mean speed of the step so far; null while there is too little to go by
   */
  left({ phase, done, total }: ImportProgress, now: number): number | null {
    // Items and interactions are both written, and counted for themselves.
    const step = `${phase} ${total}`
    if (step !== this.#step) {
      this.#step = step
      this.#begun = { at: now, done }
      return null
    }
    const elapsed = now - this.#begun.at
    const progressed = done - this.#begun.done
    if (total === 0 || elapsed < LEAST_MILLISECONDS || progressed <= 0) return null
    return (Math.max(0, total - done) / progressed) * (elapsed / 1000)
  }
}

/** "writing: 1,200 of 4,000, about 8 s left in this step" */
export function progressText({ phase, done, total }: ImportProgress, secondsLeft: number | null): string {
  if (total === 0) return phase
  const left =
    secondsLeft === null ? '' : `, about ${formatSeconds(Math.max(1, secondsLeft))} left in this step`
  return `${phase}: ${formatCount(done)} of ${formatCount(total)}${left}`
}
