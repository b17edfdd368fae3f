import type { ModelAnswer, ModelQuestion, ModelServer } from '#main/generators/strategies/model-server.ts'
import type { ChatMessage, OllamaServer } from '#main/ollama/server.ts'
import { asGeneratorFailures } from './failures.ts'

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
    return asGeneratorFailures(
      server.chat(
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
      ),
    )
  }
}

function messagesOf({ system, prompt, picture, complaint }: ModelQuestion): ChatMessage[] {
  return [
    { role: 'system', content: system },
    { role: 'user', content: prompt, ...(picture !== null && { images: [picture] }) },
    ...(complaint === null || complaint.said === null
      ? []
      : [{ role: 'assistant' as const, content: complaint.said }]),
    ...(complaint === null ? [] : [{ role: 'user' as const, content: complaint.message }]),
  ]
}
