/** The engine could do nothing else for a while. */
export interface Hold {
  /** Milliseconds since 1970, at its end. */
  at: number
  milliseconds: number
  /** What held it, where that is known for sure; else what was under way. Empty where nothing of the studio's was. */
  by: readonly string[]
  certain: boolean
}

export interface LoopWatchOptions {
  /** Called with every hold. */
  onHold?: (hold: Hold) => void
  /** What is at work without a call, by name; asked when a hold is found. */
  background?: () => readonly string[]
  /** From when on it is one. */
  thresholdMilliseconds?: number
}

const THRESHOLD = 200
const INTERVAL = 50

/**
 * Finds out what keeps the engine's event loop from everything else. A timer that comes late tells that it was held; the
 * part of a call that runs before its first `await` is measured, so that it can be named for certain. Of later parts only
 * what was under way is known.
 */
export class LoopWatch {
  readonly #options: LoopWatchOptions
  readonly #threshold: number
  readonly #underWay = new Map<string, number>()
  /** What ended since the last tick. */
  readonly #ended = new Set<string>()
  readonly #timer: NodeJS.Timeout
  #longest: Hold | null = null
  #count = 0
  #expected: number
  /** Milliseconds since the last tick that are accounted for. */
  #explained = 0

  constructor(options: LoopWatchOptions = {}) {
    this.#options = options
    this.#threshold = options.thresholdMilliseconds ?? THRESHOLD
    this.#expected = performance.now() + INTERVAL
    this.#timer = setInterval(() => this.#tick(), INTERVAL)
    this.#timer.unref()
  }

  /** Runs a call under its name; its answer is handed on. */
  run<T>(name: string, work: () => T): T {
    this.#underWay.set(name, (this.#underWay.get(name) ?? 0) + 1)
    const start = performance.now()
    let result: T
    try {
      result = work()
    } catch (error) {
      this.#end(name)
      throw error
    } finally {
      this.#measured(name, performance.now() - start)
    }
    if (result instanceof Promise) void result.then(() => this.#end(name)).catch(() => this.#end(name))
    else this.#end(name)
    return result
  }

  /** Null where nothing has held it yet. */
  get longest(): Hold | null {
    return this.#longest
  }

  get count(): number {
    return this.#count
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #measured(name: string, milliseconds: number): void {
    if (milliseconds < this.#threshold) return
    this.#explained += milliseconds
    this.#record({ at: Date.now(), milliseconds, by: [name], certain: true })
  }

  #end(name: string): void {
    this.#ended.add(name)
    const left = (this.#underWay.get(name) ?? 1) - 1
    if (left === 0) this.#underWay.delete(name)
    else this.#underWay.set(name, left)
  }

  #tick(): void {
    const now = performance.now()
    const milliseconds = now - this.#expected - this.#explained
    if (milliseconds >= this.#threshold) {
      const background = this.#options.background?.() ?? []
      const by = [...new Set([...this.#underWay.keys(), ...this.#ended, ...background])]
      this.#record({ at: Date.now(), milliseconds, by, certain: false })
    }
    this.#expected = now + INTERVAL
    this.#explained = 0
    this.#ended.clear()
  }

  #record(hold: Hold): void {
    this.#count += 1
    if (this.#longest === null || hold.milliseconds > this.#longest.milliseconds) this.#longest = hold
    this.#options.onHold?.(hold)
  }
}
