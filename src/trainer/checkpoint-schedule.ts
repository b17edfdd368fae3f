/** When checkpoints are due. */
export interface CheckpointSchedule {
  /** Seconds, from any moment on. */
  readonly now: () => number
  /** The longest that may have to be done again after a crash, apart from a validation; longer for slow disks. */
  readonly secondsBetweenCheckpoints: number
  /** The share of the time that may go into writing checkpoints. */
  readonly shareForCheckpoints: number
}

export const CHECKPOINT_SCHEDULE: CheckpointSchedule = {
  now: () => performance.now() / 1000,
  secondsBetweenCheckpoints: 30,
  shareForCheckpoints: 0.05,
}

/** Keeps to a schedule. */
export class CheckpointTimer {
  readonly #schedule: CheckpointSchedule
  /** Before then no checkpoint is due. */
  #next: number

  /** @param began when the run began, in the schedule's seconds */
  constructor(schedule: CheckpointSchedule, began: number) {
    this.#schedule = schedule
    this.#next = began + schedule.secondsBetweenCheckpoints
  }

  get isDue(): boolean {
    return this.#schedule.now() >= this.#next
  }

  /** Writes one by `save`, and waits with the next the longer the longer that took. */
  async time(save: () => Promise<void>): Promise<void> {
    const { now, secondsBetweenCheckpoints, shareForCheckpoints } = this.#schedule
    const began = now()
    await save()
    const ended = now()
    this.#next = ended + Math.max(secondsBetweenCheckpoints, (ended - began) / shareForCheckpoints)
  }
}
