import { isDeepStrictEqual } from 'node:util'
import type { OllamaModel, OllamaStatus } from '#shared/contract/ollama.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type Capabilities, type InstalledModel, OllamaServer } from './server.ts'

/** A look that takes longer counts as no server: a window is waiting for the answer. */
const LOOK_MILLISECONDS = 5_000

/** How often a window that listens hears of a server that came or went. */
const LOOK_EVERY_MILLISECONDS = 15_000

export interface StatusWatchDependencies {
  /** Address of the server, as the settings have it now. */
  host: () => string
  /** Told each status that differs from the one before. */
  changed: (status: OllamaStatus) => void
  /** Whether anybody would hear of a change; nobody is asked otherwise. */
  isHeard: () => boolean
  /** Called with what no look should fail of. */
  onBug: (error: unknown) => void
}

/** What is known of the server, and looks at it that never hold anybody up. */
export class StatusWatch {
  readonly #with: StatusWatchDependencies
  readonly #closing = new AbortController()
  #status: OllamaStatus
  #look: { host: string; result: Promise<OllamaStatus> } | undefined
  #timer: NodeJS.Timeout | undefined
  /** By host and digest: what a model can do never changes. */
  readonly #capabilities = new Map<string, Capabilities>()

  constructor(dependencies: StatusWatchDependencies) {
    this.#with = dependencies
    this.#status = { state: 'checking', host: dependencies.host() }
  }

  /** Looks now, and from time to time while somebody would hear of a change. */
  start(): void {
    this.lookInBackground()
    this.#timer = setInterval(() => {
      if (this.#with.isHeard()) this.lookInBackground()
    }, LOOK_EVERY_MILLISECONDS)
  }

  /** No look after this one; what is under way is dropped. */
  close(): void {
    clearInterval(this.#timer)
    this.#closing.abort()
  }

  /** The newest known status; of another host than the configured one nothing is known. */
  get known(): OllamaStatus {
    const host = this.#with.host()
    if (this.#status.host !== host) this.#status = { state: 'checking', host }
    return this.#status
  }

  /** A fresh look, or the one that is under way. What another host than the configured one answers is not kept. */
  look(host = this.#with.host()): Promise<OllamaStatus> {
    if (this.#look?.host === host) return this.#look.result
    const result = this.#lookAt(host).finally(() => {
      if (this.#look?.result === result) this.#look = undefined
    })
    this.#look = { host, result }
    return result
  }

  lookInBackground(): void {
    this.look().catch(this.#with.onBug)
  }

  async #lookAt(host: string): Promise<OllamaStatus> {
    const status = await this.#ask(host)
    // An answer that comes after the host was changed, or after the end, is of no interest.
    if (this.#closing.signal.aborted || host !== this.#with.host()) return status
    if (!isDeepStrictEqual(status, this.#status)) {
      this.#status = status
      this.#with.changed(status)
    }
    return status
  }

  async #ask(host: string): Promise<OllamaStatus> {
    const server = new OllamaServer(host)
    const late = AbortSignal.timeout(LOOK_MILLISECONDS)
    const signal = AbortSignal.any([late, this.#closing.signal])
    try {
      const [version, installed, loaded] = await Promise.all([
        server.version(signal),
        server.models(signal),
        server.loaded(signal),
      ])
      const models = await Promise.all(
        installed.map((model) => this.#describe(server, model, loaded, signal)),
      )
      return { state: 'connected', host, version, models }
    } catch (error) {
      if (late.aborted)
        return { state: 'unreachable', host, message: `Ollama does not answer at ${host} in time.` }
      if (this.#closing.signal.aborted)
        return { state: 'unreachable', host, message: 'The studio is closing.' }
      if (error instanceof ExpectedError) return { state: 'unreachable', host, message: error.message }
      throw error
    }
  }

  async #describe(
    server: OllamaServer,
    model: InstalledModel,
    loaded: readonly string[],
    signal: AbortSignal,
  ): Promise<OllamaModel> {
    const key = `${server.host} ${model.digest} ${model.name}`
    const capabilities =
      this.#capabilities.get(key) ?? (await this.#capabilitiesOf(server, model.name, signal))
    if (capabilities !== undefined) this.#capabilities.set(key, capabilities)
    return {
      ...model,
      vision: capabilities?.vision ?? null,
      thinking: capabilities?.thinking ?? null,
      contextLength: capabilities?.contextLength ?? null,
      loaded: loaded.includes(model.name),
    }
  }

  /** Undefined where the server cannot say it of this one model, which must not hide the others. */
  async #capabilitiesOf(
    server: OllamaServer,
    model: string,
    signal: AbortSignal,
  ): Promise<Capabilities | undefined> {
    try {
      return await server.capabilities(model, signal)
    } catch (error) {
      if (error instanceof ExpectedError && error.code !== 'UNREACHABLE') return undefined
      throw error
    }
  }
}
