import { isModel, type OllamaModel, type OllamaStatus } from '#shared/contract/ollama.ts'

/** The chosen model as the server lists it. */
export function findModel(status: OllamaStatus, name: string | null): OllamaModel | null {
  if (status.state !== 'connected' || name === null) return null
  return status.models.find((model) => isModel(model.name, name)) ?? null
}

/** Ollama's state in a few words, as the status bar shows it. */
export function ollamaSummary(
  status: OllamaStatus,
  chosen: string | null,
  busy: boolean,
): { tone: 'ok' | 'warning' | 'absent'; text: string } {
  switch (status.state) {
    case 'checking':
      return { tone: 'absent', text: 'Looking for Ollama…' }
    case 'unreachable':
      return { tone: 'absent', text: 'Ollama not found' }
    case 'connected': {
      const server = `Ollama ${status.version}`
      if (chosen === null) return { tone: 'warning', text: `${server} · no model chosen` }
      const model = findModel(status, chosen)
      if (model === null) return { tone: 'warning', text: `${server} · ${chosen} is not installed` }
      const work = busy ? (model.loaded ? 'busy' : 'loading') : model.loaded ? 'loaded' : 'idle'
      return {
        tone: model.vision === false ? 'warning' : 'ok',
        text: `${server} · ${model.name} · ${visionWords(model.vision)} · ${work}`,
      }
    }
  }
}

/** Whether a model sees, as its server says. */
export function visionWords(vision: boolean | null): string {
  if (vision === null) return 'vision unknown'
  return vision ? 'sees pictures' : 'text only'
}
