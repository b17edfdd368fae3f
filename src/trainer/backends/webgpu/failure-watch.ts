import { deviceLost, driverFailed, outOfMemory } from './failures.ts'

/** The part of a device that reports what went wrong on it. */
export type Watched = Pick<GPUDevice, 'pushErrorScope' | 'popErrorScope' | 'lost'>

const FILTERS = ['internal', 'validation', 'out-of-memory'] as const

/**
 * What went wrong on a device. WebGPU reports errors later than the calls that caused them, so calls are
 * grouped: `close` ends a group and opens the next. The first failure stays.
 */
export class FailureWatch {
  readonly #device: Watched
  #failure: Error | null = null
  #reports: Promise<unknown> = Promise.resolve()

  constructor(device: Watched) {
    this.#device = device
    device.lost.then(({ message }) => this.#note(deviceLost(message)))
    this.#open()
  }

  /** Ends the group of calls since the last time. */
  close(): void {
    // The scopes are a stack: they come back in reverse.
    const reports = FILTERS.toReversed().map(async (filter) => {
      const error = await this.#device.popErrorScope().catch(() => null)
      if (error !== null) this.#note(failureOf(filter, error.message))
    })
    this.#reports = Promise.all([this.#reports, ...reports])
    this.#open()
  }

  /** @throws the first failure of the groups that were closed by now, if there is one */
  async check(): Promise<void> {
    await this.#reports
    if (this.#failure !== null) throw this.#failure
  }

  /** Awaits the device's answer to what was asked of it. @throws the first failure, if there is one */
  async guard(answer: Promise<unknown>): Promise<void> {
    try {
      await answer
    } catch (cause) {
      await this.check()
      // Nothing on the device is wrong, so the device is gone, whether it has said so already or not.
      throw deviceLost(cause instanceof Error ? cause.message : String(cause))
    }
    await this.check()
  }

  /** Nothing that happens from now on is a failure: the device is about to go. */
  end(reason: Error): void {
    this.#note(reason)
  }

  #open(): void {
    for (const filter of FILTERS) this.#device.pushErrorScope(filter)
  }

  #note(failure: Error): void {
    this.#failure ??= failure
  }
}

function failureOf(filter: GPUErrorFilter, message: string): Error {
  switch (filter) {
    case 'out-of-memory':
      return outOfMemory(message)
    case 'internal':
      return driverFailed(message)
    case 'validation':
      return new Error(`A call to the GPU was not valid: ${message}`)
  }
}
