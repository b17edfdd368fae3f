import type { ModelAnswer, ModelQuestion, ModelServer } from '#main/model-servers/model-server.ts'
import type { CompletionRequest, ListedModel, OpenAiServer } from './openai-server.ts'

export interface OpenAiModelOptions {
  server: OpenAiServer
  model: ListedModel
  temperature: number
  /** In tokens; the server's matter, which it says in an error where a prompt does not fit. */
  contextLength: number
}

/** A model on a server that speaks the OpenAI protocol, as strategies ask it. Nobody says whether it sees. */
export class OpenAiModel implements ModelServer {
  readonly model: string
  readonly sees = null
  readonly contextLength: number
  readonly #options: OpenAiModelOptions

  constructor(options: OpenAiModelOptions) {
    this.model = options.model.name
    this.contextLength = options.contextLength
    this.#options = options
  }

  ask(question: ModelQuestion, signal: AbortSignal): Promise<ModelAnswer> {
    const { server, model, temperature } = this.#options
    const { schema, seed, answerLength } = question
    return server.complete(
      { model, messages: messagesOf(question), schema, seed, temperature, answerLength },
      signal,
    )
  }
}

/** An answer that cannot be used goes back with the complaint in one message where the answer itself is not shown: chat templates want turns. */
function messagesOf({ system, prompt, picture, complaint }: ModelQuestion): CompletionRequest['messages'] {
  const asked = { role: 'user' as const, ...(picture !== null && { picture }) }
  const before = system === '' ? [] : [{ role: 'system' as const, content: system }]
  if (complaint === null) return [...before, { ...asked, content: prompt }]
  if (complaint.said === null) return [...before, { ...asked, content: `${prompt}\n\n${complaint.message}` }]
  return [
    ...before,
    { ...asked, content: prompt },
    { role: 'assistant', content: complaint.said },
    { role: 'user', content: complaint.message },
  ]
}

/**
 * The model of this name, as the server lists it: as strategies ask it, and at temperature 0, as the canary does.
 *
 * @param contextLength in tokens; less where the server says that it has less
 * @throws ServerFailure, or the signal's reason
 */
export async function findOpenAiModel(
  server: OpenAiServer,
  wanted: { model: string; temperature: number; contextLength: number },
  signal: AbortSignal,
) {
  const model = await server.find(wanted.model, signal)
  const serverVersion = await server.version(model, signal)
  const contextLength = Math.min(wanted.contextLength, model.contextLength ?? wanted.contextLength)
  const common = { server, model, contextLength }
  return {
    server: new OpenAiModel({ ...common, temperature: wanted.temperature }),
    steady: new OpenAiModel({ ...common, temperature: 0 }),
    // These servers do not say which weights they have.
    digest: null,
    serverVersion,
    identity: [server.host, serverVersion],
  }
}
