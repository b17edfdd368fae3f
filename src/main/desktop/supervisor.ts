import { z } from 'zod'

/** What the engine says of itself over its channel. */
export const EngineMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), socket: z.string() }),
  /** It cannot run here at all, for a reason that a restart does not mend. */
  z.object({ type: z.literal('refused'), message: z.string() }),
])
export type EngineMessage = z.infer<typeof EngineMessage>

export type EngineState =
  | { state: 'starting' }
  | { state: 'ready'; socket: string }
  | { state: 'waiting'; milliseconds: number }
  | { state: 'refused'; message: string }
  | { state: 'stopped' }

/** The few things of a child process that the supervisor needs. */
export interface EngineProcess {
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however it ended. */
  onExit(listener: (how: string) => void): void
  /** Asks it to end. */
  terminate(): void
  kill(): void
}

export interface SupervisorOptions {
  spawn(): EngineProcess
  onState?(state: EngineState): void
  log?(sentence: string): void
  /** Pause before the nth restart in a row, in milliseconds; the last one repeats. */
  backoff?: readonly number[]
  /** An engine that ran for this many milliseconds resets the back-off. */
  steadyAfter?: number
  /** How long an engine may take to end before it is killed, in milliseconds. */
  grace?: number
}

/** Starts the engine, starts it again with back-off whenever it ends, and ends it with the application. */
export class EngineSupervisor {
  readonly #options: Required<SupervisorOptions>
  #state: EngineState = { state: 'stopped' }
  #process: EngineProcess | null = null
  #restart: NodeJS.Timeout | undefined
  #failures = 0
  #stopping: Promise<void> | null = null
  readonly #waiting = new Set<(state: EngineState) => void>()

  constructor(options: SupervisorOptions) {
    this.#options = {
      onState: () => {},
      log: () => {},
      backoff: [100, 500, 1000, 2000, 5000, 10_000],
      steadyAfter: 30_000,
      grace: 5000,
      ...options,
    }
  }

  get state(): EngineState {
    return this.#state
  }

  start(): void {
    if (this.#process !== null || this.#stopping !== null) return
    this.#change({ state: 'starting' })
    const startedAt = performance.now()
    const child = this.#options.spawn()
    this.#process = child
    child.onMessage((raw) => {
      const message = EngineMessage.safeParse(raw)
      if (!message.success || this.#process !== child) return
      if (message.data.type === 'ready') this.#change({ state: 'ready', socket: message.data.socket })
      else this.#change({ state: 'refused', message: message.data.message })
    })
    child.onExit((how) => {
      if (this.#process !== child) return
      this.#process = null
      this.#options.log(`engine ended: ${how}`)
      if (this.#stopping !== null) return this.#change({ state: 'stopped' })
      if (this.#state.state === 'refused') return
      if (performance.now() - startedAt > this.#options.steadyAfter) this.#failures = 0
      const { backoff } = this.#options
      const milliseconds = backoff[Math.min(this.#failures, backoff.length - 1)] ?? 0
      this.#failures += 1
      this.#change({ state: 'waiting', milliseconds })
      this.#restart = setTimeout(() => this.start(), milliseconds)
    })
  }

  /**
   * The engine's socket, as soon as there is an engine.
   *
   * @throws Error when the signal aborts first, or the engine has refused or was stopped
   */
  socket(signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (state: EngineState) => {
        if (state.state === 'ready') resolve(state.socket)
        else if (state.state === 'refused') reject(new Error(state.message))
        else if (state.state === 'stopped') reject(new Error('the engine was stopped'))
        else return
        this.#waiting.delete(settle)
      }
      this.#waiting.add(settle)
      signal.addEventListener(
        'abort',
        () => {
          this.#waiting.delete(settle)
          reject(new Error('no caller waits for the engine any more'))
        },
        { once: true },
      )
      settle(this.#state)
    })
  }

  /** Ends the engine, by force after the grace period; resolves when it is gone. */
  stop(): Promise<void> {
    this.#stopping ??= new Promise((resolve) => {
      clearTimeout(this.#restart)
      const child = this.#process
      if (child === null) {
        this.#change({ state: 'stopped' })
        resolve()
        return
      }
      const force = setTimeout(() => child.kill(), this.#options.grace)
      child.onExit(() => {
        clearTimeout(force)
        resolve()
      })
      child.terminate()
    })
    return this.#stopping
  }

  #change(state: EngineState): void {
    this.#state = state
    this.#options.onState(state)
    for (const settle of [...this.#waiting]) settle(state)
  }
}
