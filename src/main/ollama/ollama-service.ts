import type { OllamaStatus, PullProgress } from '#shared/contract/ollama.ts'
import type { Publish, Settings } from '#shared/contract/system.ts'
import { Canary, type CanaryResult } from './canary.ts'
import { Pulls } from './pulls.ts'
import { OllamaServer } from './server.ts'
import { StatusWatch } from './status-watch.ts'

export interface OllamaDependencies {
  settings: () => Settings
  publish: Publish
  /** Something failed in the background that nobody foresaw; it belongs into the log. */
  onBug: (error: unknown) => void
}

/** The contract's section `ollama`, and what the engine and jobs need beside it. */
export interface OllamaService {
  status(input: { wait: boolean }): Promise<OllamaStatus>
  pull(input: { model: string }): PullProgress
  cancelPull(input: { model: string }): { cancelled: boolean }
  canary(input: { model: string }): Promise<CanaryResult>
  /** A fresh look at the server; publishes what changed. Whoever polls decides when. */
  refresh(): Promise<OllamaStatus>
  /** Frees the memory that the model takes, for a training that needs it. */
  unload(input: { model: string }): Promise<void>
  /** What models were found to see; shared with the generators, so that each is asked once. */
  readonly canaries: Canary
  close(): Promise<void>
}

export function createOllamaService({ settings, publish, onBug }: OllamaDependencies): OllamaService {
  const closed = new AbortController()
  const host = (): string => settings().ollamaHost
  const server = (): OllamaServer => new OllamaServer(host())
  const canaries = new Canary()
  const watch = new StatusWatch(host, (status) => publish({ topic: 'ollama', status }), closed.signal)
  const lookInBackground = (): void => {
    watch.look().catch(onBug)
  }
  const pulls = new Pulls((progress) => publish({ topic: 'pull', progress }), lookInBackground, onBug)

  return {
    canaries,
    async status({ wait }) {
      if (wait) return watch.look()
      lookInBackground()
      return watch.known
    },
    refresh: () => watch.look(),
    pull: ({ model }) => pulls.start(server(), model.trim()),
    cancelPull: ({ model }) => ({ cancelled: pulls.cancel(model.trim()) }),
    async canary({ model: name }) {
      const at = server()
      const { signal } = closed
      const model = await at.find(name, signal)
      const { thinking } = await at.capabilities(model.name, signal)
      const shown = { ...model, thinking: thinking ?? false, contextLength: settings().contextLength }
      return canaries.show(at, shown, { fresh: true, signal })
    },
    unload: ({ model }) => server().unload(model, closed.signal),
    async close() {
      closed.abort()
      await pulls.close()
    },
  }
}
