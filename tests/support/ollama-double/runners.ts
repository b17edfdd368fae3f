import { setTimeout as sleep } from 'node:timers/promises'

/** Options that belong to the loaded model; another value reloads it. */
const RUNNER_OPTIONS = ['num_ctx', 'num_batch', 'num_gpu', 'num_thread'] as const

const DEFAULT_KEEP_ALIVE = '5m'

interface Runner {
  options: string
  expiresAt: number
  keepAlive: unknown
  loaded: boolean
}

/** Which models are in memory, with which options, and until when. */
export class Runners {
  loads = 0
  /** Loads of a model that was in memory, because its options changed. */
  reloads = 0
  readonly #runners = new Map<string, Runner>()
  readonly #loadMilliseconds: number

  constructor(loadMilliseconds: number) {
    this.#loadMilliseconds = loadMilliseconds
  }

  /** @returns nanoseconds that loading took; 0 when the model was there */
  async use(name: string, options: Record<string, unknown>, keepAlive: unknown): Promise<number> {
    const wanted = JSON.stringify(RUNNER_OPTIONS.map((option) => options[option] ?? null))
    const runner = this.#live(name)
    // A request that names no time keeps the one that the model was loaded with.
    const stays = keepAliveMilliseconds(keepAlive ?? runner?.keepAlive ?? DEFAULT_KEEP_ALIVE)
    const expiresAt = Date.now() + stays
    this.#runners.set(name, {
      options: wanted,
      expiresAt,
      keepAlive: keepAlive ?? runner?.keepAlive,
      loaded: runner?.options === wanted && runner.loaded,
    })
    if (runner?.options === wanted) return 0
    this.loads += 1
    if (runner !== undefined) this.reloads += 1
    await sleep(this.#loadMilliseconds)
    const now = this.#runners.get(name)
    if (now !== undefined) now.loaded = true
    return Math.max(1, this.#loadMilliseconds) * 1e6
  }

  /** Whether a model is in memory, and no longer on its way there. */
  has(name: string): boolean {
    return this.#live(name)?.loaded === true
  }

  unload(name: string): void {
    this.#runners.delete(name)
  }

  /** Name and expiry of what is in memory now. */
  loaded(): { name: string; expiresAt: Date }[] {
    return [...this.#runners.keys()].flatMap((name) => {
      const runner = this.#live(name)
      // "For ever" is a date that JavaScript can still write.
      return runner === undefined ? [] : [{ name, expiresAt: new Date(Math.min(runner.expiresAt, 8.64e15)) }]
    })
  }

  #live(name: string): Runner | undefined {
    const runner = this.#runners.get(name)
    return runner !== undefined && runner.expiresAt > Date.now() ? runner : undefined
  }
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Seconds, or a Go duration ("1h30m"); negative is without end. */
export function keepAliveMilliseconds(value: unknown): number {
  if (typeof value === 'number') return value < 0 ? Number.POSITIVE_INFINITY : value * 1000
  const text = String(value)
  if (text.startsWith('-')) return Number.POSITIVE_INFINITY
  let total = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  }
  return total
}
