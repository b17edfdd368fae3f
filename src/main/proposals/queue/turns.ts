import type { Turns } from '#main/generators/generator.ts'

interface Waiting {
  readonly step: string
  readonly give: () => void
  readonly refuse: (reason: unknown) => void
}

/**
 * Turns at a model, so many at a time. Whoever waits for the step of the turn before comes first, and else whoever has
 * waited longest: a window of items goes through one step after the other, and prompts that begin alike follow each
 * other, which a server's prefix cache rewards.
 */
export class StepTurns implements Turns {
  readonly #hold: AbortSignal
  #free: number
  #step: string | undefined
  readonly #waiting: Waiting[] = []

  /**
   * @param atOnce how many have their turn at the same time
   * @param hold gives no turn any more once it is aborted
   */
  constructor(atOnce: number, hold: AbortSignal) {
    this.#free = atOnce
    this.#hold = hold
    hold.addEventListener('abort', () => {
      for (const { refuse } of this.#waiting.splice(0)) refuse(hold.reason)
    })
  }

  async take(step: string): Promise<() => void> {
    this.#hold.throwIfAborted()
    await new Promise<void>((give, refuse) => {
      this.#waiting.push({ step, give, refuse })
      this.#giveNext()
    })
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#free += 1
      this.#giveNext()
    }
  }

  #giveNext(): void {
    if (this.#free === 0 || this.#hold.aborted) return
    const same = this.#waiting.findIndex(({ step }) => step === this.#step)
    const [next] = this.#waiting.splice(Math.max(same, 0), 1)
    if (next === undefined) return
    this.#free -= 1
    this.#step = next.step
    next.give()
  }
}
