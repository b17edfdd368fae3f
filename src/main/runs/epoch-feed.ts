import type { RunEpoch } from '#shared/contract/runs.ts'

/** An epoch as the trainer reports it. */
export interface ReportedEpoch {
  epoch: RunEpoch
  /** Whether it has the best validation so far. */
  best: boolean
}

/** Small data trains at hundreds of epochs a second, and every one of them on disk alone would slow it down. */
const INTERVAL = 50

/** Passes epochs on at once, or together with those of the same twentieth of a second. */
export class EpochFeed {
  readonly #deliver: (epochs: readonly ReportedEpoch[]) => void
  #waiting: ReportedEpoch[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(deliver: (epochs: readonly ReportedEpoch[]) => void) {
    this.#deliver = deliver
  }

  add(epoch: ReportedEpoch): void {
    this.#waiting.push(epoch)
    if (this.#timer !== undefined) return
    this.#deliverWaiting()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#deliverWaiting()
    }, INTERVAL)
  }

  /** Delivers what waits, and lets go of the timer. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#deliverWaiting()
  }

  #deliverWaiting(): void {
    const epochs = this.#waiting
    this.#waiting = []
    if (epochs.length > 0) this.#deliver(epochs)
  }
}
