import type { Canary } from '#main/model-servers/canary.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Settings } from '#shared/contract/system.ts'
import { findOllamaModel } from './ollama-model.ts'
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
    async canary({ model }) {
      const { temperature, contextLength } = settings()
      const { steady, identity } = await findOllamaModel(
        server(),
        { model, temperature, contextLength },
        closing,
      )
      return canary.show(steady, identity, { fresh: true, signal: closing })
    },
  } satisfies Service<'ollama'>
}
