import { isDeepStrictEqual } from 'node:util'
import type { OllamaModel, OllamaStatus } from '#shared/contract/ollama.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type Capabilities, type InstalledModel, OllamaServer } from './server.ts'

/** A look that takes longer finds nobody: whoever waits for it has a window to show. */
const LOOK_MILLISECONDS = 5_000

/** What is known of the server, and looks at it that never hold anybody up. */
export class StatusWatch {
  readonly #host: () => string
  readonly #changed: (status: OllamaStatus) => void
  readonly #closed: AbortSignal
  #status: OllamaStatus
  #look: { host: string; result: Promise<OllamaStatus> } | undefined
  /** By host and digest: what a model can do never changes. */
  readonly #capabilities = new Map<string, Capabilities>()

  /** @param changed told each status that differs from the one before */
  constructor(host: () => string, changed: (status: OllamaStatus) => void, closed: AbortSignal) {
    this.#host = host
    this.#changed = changed
    this.#closed = closed
    this.#status = { state: 'checking', host: host() }
  }

  /** The newest known status; of another host than the configured one nothing is known. */
  get known(): OllamaStatus {
    const host = this.#host()
    if (this.#status.host !== host) this.#status = { state: 'checking', host }
    return this.#status
  }

  /** A fresh look, or the one that is under way. */
  look(): Promise<OllamaStatus> {
    const host = this.#host()
    if (this.#look?.host === host) return this.#look.result
    const result = this.#lookAt(host).finally(() => {
      if (this.#look?.result === result) this.#look = undefined
    })
    this.#look = { host, result }
    return result
  }

  async #lookAt(host: string): Promise<OllamaStatus> {
    const status = await this.#ask(host)
    // An answer that comes after the host was changed, or after the end, is nobody's news.
    if (this.#closed.aborted || host !== this.#host()) return status
    if (!isDeepStrictEqual(status, this.#status)) {
      this.#status = status
      this.#changed(status)
    }
    return status
  }

  async #ask(host: string): Promise<OllamaStatus> {
    const server = new OllamaServer(host)
    const late = AbortSignal.timeout(LOOK_MILLISECONDS)
    const signal = AbortSignal.any([late, this.#closed])
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
      if (this.#closed.aborted) return { state: 'unreachable', host, message: 'The studio is closing.' }
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
