import type { Service } from '#shared/contract/service.ts'
import type { Settings } from '#shared/contract/system.ts'
import type { Canary } from './canary.ts'
import type { Pulls } from './pulls.ts'
import { OllamaServer } from './server.ts'
import type { StatusWatch } from './status-watch.ts'

export interface OllamaDependencies {
  settings: () => Settings
  watch: StatusWatch
  pulls: Pulls
  canary: Canary
  /** Aborts when the engine closes. */
  closing: AbortSignal
}

/** The contract's section `ollama`. */
export function createOllamaService({ settings, watch, pulls, canary, closing }: OllamaDependencies) {
  const server = (): OllamaServer => new OllamaServer(settings().ollamaHost)
  return {
    async status({ wait }) {
      // "Checking" could reach a window after the event that says what was found, and would then stay.
      if (wait || watch.known.state === 'checking') return watch.look()
      watch.lookInBackground()
      return watch.known
    },
    pull: ({ model }) => pulls.start(server(), model.trim()),
    cancelPull: ({ model }) => ({ cancelled: pulls.cancel(model.trim()) }),
    async canary({ model: name }) {
      const at = server()
      const model = await at.find(name, closing)
      const { thinking } = await at.capabilities(model.name, closing)
      const shown = { ...model, thinking: thinking ?? false, contextLength: settings().contextLength }
      return canary.show(at, shown, { fresh: true, signal: closing })
    },
  } satisfies Service<'ollama'>
}
