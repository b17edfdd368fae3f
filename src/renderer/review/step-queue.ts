/** What went wrong in a step, and what was pressed behind it and therefore not done. */
export interface StepFailure<Step> {
  readonly step: Step
  readonly error: unknown
  readonly dropped: readonly Step[]
}

export interface StepQueueEvents<Step> {
  perform(step: Step): Promise<void>
  failed(failure: StepFailure<Step>): void
  /** The number of steps that are not done yet, whenever it changes. */
  changed(open: number): void
}

/**
 * Does a person's steps strictly one after the other, so that pressing keys fast has the outcome
 * of pressing them slowly: a step starts when the one before it is on disk and its item on screen.
 * When a step fails, those behind it were meant for items that never came up: they are handed back,
 * not done to the item that stayed.
 */
export class StepQueue<Step> {
  readonly #events: StepQueueEvents<Step>
  #waiting: Step[] = []
  #busy = false

  constructor(events: StepQueueEvents<Step>) {
    this.#events = events
  }

  get open(): number {
    return this.#waiting.length + (this.#busy ? 1 : 0)
  }

  press(step: Step): void {
    this.#waiting.push(step)
    if (this.#busy) this.#events.changed(this.open)
    else void this.#run()
  }

  async #run(): Promise<void> {
    let step = this.#waiting.shift()
    this.#busy = true
    while (step !== undefined) {
      this.#events.changed(this.open)
      try {
        await this.#events.perform(step)
      } catch (error) {
        const dropped = this.#waiting
        this.#waiting = []
        this.#events.failed({ step, error, dropped })
      }
      step = this.#waiting.shift()
    }
    this.#busy = false
    this.#events.changed(0)
  }
}
