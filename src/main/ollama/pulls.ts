import type { PullProgress } from '#shared/contract/ollama.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { OllamaServer, PullLine } from './server.ts'

/** A download tells its progress this often at most. */
const TELL_MILLISECONDS = 250

interface Pull {
  cancel: AbortController
  progress: PullProgress
  ended: Promise<void>
}

/** Downloads under way, at most one per model. */
export class Pulls {
  readonly #running = new Map<string, Pull>()
  readonly #tell: (progress: PullProgress) => void
  readonly #done: () => void
  readonly #bug: (error: unknown) => void

  /**
   * @param done called when a model has arrived
   * @param bug called with what no download should fail of
   */
  constructor(tell: (progress: PullProgress) => void, done: () => void, bug: (error: unknown) => void) {
    this.#tell = tell
    this.#done = done
    this.#bug = bug
  }

  /** Starts a download, or joins the one that is under way. The server continues with what it has of it. */
  start(server: OllamaServer, model: string): PullProgress {
    const running = this.#running.get(model)
    if (running !== undefined) return running.progress
    const cancel = new AbortController()
    const pull: Pull = { cancel, progress: begin(model), ended: Promise.resolve() }
    this.#running.set(model, pull)
    pull.ended = this.#follow(server, pull)
    return pull.progress
  }

  /** @returns whether there was one */
  cancel(model: string): boolean {
    const pull = this.#running.get(model)
    pull?.cancel.abort()
    return pull !== undefined
  }

  async close(): Promise<void> {
    const pulls = [...this.#running.values()]
    for (const { cancel } of pulls) cancel.abort()
    await Promise.all(pulls.map(({ ended }) => ended))
  }

  async #follow(server: OllamaServer, pull: Pull): Promise<void> {
    const layers = new Map<string, PullLine>()
    let told = Number.NEGATIVE_INFINITY
    const { model } = pull.progress
    try {
      for await (const line of server.pull(model, pull.cancel.signal)) {
        if (line.digest !== null) layers.set(line.digest, line)
        pull.progress = { ...pull.progress, status: line.status, ...total(layers) }
        if (performance.now() - told < TELL_MILLISECONDS) continue
        told = performance.now()
        this.#tell(pull.progress)
      }
      pull.progress = { ...pull.progress, state: 'done' }
    } catch (error) {
      if (pull.cancel.signal.aborted) {
        pull.progress = { ...pull.progress, state: 'cancelled' }
      } else {
        const message =
          error instanceof ExpectedError ? error.message : 'The studio failed to follow the download.'
        pull.progress = { ...pull.progress, state: 'failed', error: message }
        if (!(error instanceof ExpectedError)) this.#bug(error)
      }
    } finally {
      this.#running.delete(model)
    }
    this.#tell(pull.progress)
    if (pull.progress.state === 'done') this.#done()
  }
}

function begin(model: string): PullProgress {
  return { model, status: 'starting', completed: 0, total: 0, state: 'running', error: null }
}

/** Bytes over all layers that were named so far. */
function total(layers: ReadonlyMap<string, PullLine>): { completed: number; total: number } {
  const lines = [...layers.values()]
  return {
    completed: lines.reduce((sum, line) => sum + line.completed, 0),
    total: lines.reduce((sum, line) => sum + line.total, 0),
  }
}
