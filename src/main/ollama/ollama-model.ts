import type { ModelAnswer, ModelQuestion, ModelServer } from '#main/model-servers/model-server.ts'
import type { ChatMessage, OllamaServer } from './server.ts'

export interface OllamaModelOptions {
  server: OllamaServer
  model: string
  sees: boolean | null
  thinking: boolean
  temperature: number
  /** Constant over a job, since a change reloads the model. */
  contextLength: number
}

/** A model on an Ollama server, as strategies ask it. */
export class OllamaModel implements ModelServer {
  readonly model: string
  readonly sees: boolean | null
  readonly contextLength: number
  readonly #options: OllamaModelOptions

  constructor(options: OllamaModelOptions) {
    this.model = options.model
    this.sees = options.sees
    this.contextLength = options.contextLength
    this.#options = options
  }

  ask(question: ModelQuestion, signal: AbortSignal): Promise<ModelAnswer> {
    const { server, model, thinking, temperature, contextLength } = this.#options
    const { schema, seed, answerLength } = question
    return server.chat(
      {
        model,
        thinking,
        temperature,
        contextLength,
        messages: messagesOf(question),
        schema,
        seed,
        answerLength,
      },
      signal,
    )
  }
}

function messagesOf({ system, prompt, picture, complaint }: ModelQuestion): ChatMessage[] {
  return [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user', content: prompt, ...(picture !== null && { images: [picture] }) },
    ...(complaint === null || complaint.said === null
      ? []
      : [{ role: 'assistant' as const, content: complaint.said }]),
    ...(complaint === null ? [] : [{ role: 'user' as const, content: complaint.message }]),
  ]
}

/**
 * The model of this name, as the server describes it: as strategies ask it, and at temperature 0, as the canary does.
 *
 * @throws ServerFailure, or the signal's reason
 */
export async function findOllamaModel(
  server: OllamaServer,
  { model: name, temperature, contextLength }: { model: string; temperature: number; contextLength: number },
  signal: AbortSignal,
) {
  const serverVersion = await server.version(signal)
  const { name: model, digest } = await server.find(name, signal)
  const { vision: sees, thinking } = await server.capabilities(model, signal)
  const common = { server, model, sees, thinking: thinking ?? false, contextLength }
  return {
    server: new OllamaModel({ ...common, temperature }),
    steady: new OllamaModel({ ...common, temperature: 0 }),
    digest,
    serverVersion,
    identity: [server.host, serverVersion, digest],
  }
}
