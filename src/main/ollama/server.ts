import { Ollama } from 'ollama'
import { z } from 'zod'
import { patientFetch } from '#main/model-servers/patient-fetch.ts'
import { ServerFailure } from '#main/model-servers/server-failure.ts'
import { isModel } from '#shared/contract/ollama.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { explain, noEmbeddings, StreamFailure } from './failures.ts'

const Version = z.object({ version: z.string() })
const Tags = z.object({
  models: z
    .array(z.object({ name: z.string(), digest: z.string().default(''), size: z.number().default(0) }))
    .nullable()
    .transform((models) => models ?? []),
})
const Loaded = z.object({
  models: z
    .array(z.object({ name: z.string() }))
    .nullable()
    .transform((models) => models ?? []),
})
/** Servers of 2025 answered with null for a model that makes no embeddings. */
const Embedded = z.object({ embeddings: z.array(z.array(z.number()).nullable()) })
const Shown = z.object({
  capabilities: z.array(z.string()).optional(),
  model_info: z.record(z.string(), z.unknown()).optional(),
})

export interface InstalledModel {
  name: string
  digest: string
  bytes: number
}

/** What a model can do, as the server says; null where it (an old one) does not say. */
export interface Capabilities {
  vision: boolean | null
  thinking: boolean | null
  /** In tokens. */
  contextLength: number | null
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
  images?: readonly Uint8Array[]
}

export interface ChatRequest {
  model: string
  messages: readonly ChatMessage[]
  /** JSON schema of the answer. */
  schema: object
  /** Whether the model has thoughts to be kept from; others answer `think` with an error. */
  thinking: boolean
  seed: number
  temperature: number
  /** In tokens. Another value than the last request's reloads the model. */
  contextLength: number
  /** Most tokens of the answer. */
  answerLength: number
}

export interface ChatAnswer {
  content: string
  /** `broken-off`: the stream ended without a last line, as it does when a model repeats itself. */
  ending: 'complete' | 'length' | 'broken-off'
  promptTokens: number | null
  answerTokens: number | null
  milliseconds: number
}

export interface PullLine {
  status: string
  digest: string | null
  total: number
  completed: number
}

/** How long a model stays in memory after a request: longer than any pause between two items. */
const KEEP_ALIVE = '10m'

/** The client's words (0.6.4) for a stream that ends without `done` or `success`. */
const NO_LAST_LINE = 'Did not receive done or success response in stream.'

/**
 * A server, over the native routes of the `ollama` client. Every method rejects with an
 * `ServerFailure`, or with the signal's reason once that is aborted.
 */
export class OllamaServer {
  readonly host: string

  constructor(host: string) {
    this.host = host
  }

  version(signal: AbortSignal): Promise<string> {
    return this.#ask(signal, async (client) => Version.parse(await client.version()).version)
  }

  models(signal: AbortSignal): Promise<InstalledModel[]> {
    return this.#ask(signal, async (client) =>
      Tags.parse(await client.list()).models.map(({ name, digest, size }) => ({ name, digest, bytes: size })),
    )
  }

  /** Names of the models in memory. */
  loaded(signal: AbortSignal): Promise<string[]> {
    return this.#ask(signal, async (client) => Loaded.parse(await client.ps()).models.map(({ name }) => name))
  }

  capabilities(model: string, signal: AbortSignal): Promise<Capabilities> {
    return this.#ask(
      signal,
      async (client) => {
        const { capabilities, model_info: info = {} } = Shown.parse(await client.show({ model }))
        const contextLength = info[`${String(info['general.architecture'])}.context_length`]
        return {
          vision: capabilities?.includes('vision') ?? null,
          thinking: capabilities?.includes('thinking') ?? null,
          contextLength: typeof contextLength === 'number' ? contextLength : null,
        }
      },
      model,
    )
  }

  /** The installed model of this name, where `name` alone means its tag `latest`. */
  async find(name: string, signal: AbortSignal): Promise<InstalledModel> {
    const models = await this.models(signal)
    const found = models.find((model) => isModel(model.name, name))
    if (found !== undefined) return found
    throw new ServerFailure('server', 'NOT_FOUND', `Ollama has no model "${name}".`, {
      retry: 'Pull it in the settings, or choose another one.',
    })
  }

  /** One answer, always streamed: an answer that is not sends nothing for minutes, and cannot be stopped. */
  chat(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer> {
    const start = performance.now()
    return this.#ask(
      signal,
      async (client) => {
        const stream = await client.chat({
          model: request.model,
          // The client encodes pictures in place: it gets a copy. It takes strings for file names: bytes.
          messages: request.messages.map(({ role, content, images = [] }) => ({
            role,
            content,
            ...(images.length > 0 && { images: [...images] }),
          })),
          format: request.schema,
          ...(request.thinking && { think: false }),
          keep_alive: KEEP_ALIVE,
          options: {
            seed: request.seed,
            temperature: request.temperature,
            num_ctx: request.contextLength,
            num_predict: request.answerLength,
          },
          stream: true,
        })
        let content = ''
        let thinking = ''
        const answer: Omit<ChatAnswer, 'content' | 'milliseconds'> = {
          ending: 'broken-off',
          promptTokens: null,
          answerTokens: null,
        }
        for await (const part of untilBrokenOff(stream)) {
          content += part.message?.content ?? ''
          thinking += part.message?.thinking ?? ''
          if (!part.done) continue
          answer.ending = part.done_reason === 'length' ? 'length' : 'complete'
          answer.promptTokens = part.prompt_eval_count ?? null
          answer.answerTokens = part.eval_count ?? null
        }
        // With a picture and a schema, thinking models may put their whole answer where thoughts belong.
        const said = content.trim() === '' ? thinking : content
        return { content: said, ...answer, milliseconds: performance.now() - start }
      },
      request.model,
    )
  }

  /** A vector for each text, in their order; a text longer than the model's context loses its end. */
  embed(model: string, texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
    return this.#ask(
      signal,
      async (client) => {
        const answer = await client.embed({ model, input: [...texts], keep_alive: KEEP_ALIVE })
        return Embedded.parse(answer).embeddings.map((vector) => {
          if (vector === null) throw noEmbeddings(model)
          return vector
        })
      },
      model,
    )
  }

  /** Frees the memory that the model takes. */
  unload(model: string, signal: AbortSignal): Promise<void> {
    return this.#ask(
      signal,
      async (client) => {
        await client.chat({ model, messages: [], keep_alive: 0 })
      },
      model,
    )
  }

  /** Downloads a model, or what is missing of it. Stops, resumable, when the signal is aborted. */
  async *pull(model: string, signal: AbortSignal): AsyncGenerator<PullLine> {
    const context = { host: this.host, model }
    try {
      const stream = await this.#client(signal).pull({ model, stream: true })
      for await (const { status, digest, total, completed } of errorLines(stream)) {
        yield { status, digest: digest ?? null, total: total ?? 0, completed: completed ?? 0 }
      }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof StreamFailure) throw pullFailure(model, error)
      throw explain(error, context)
    }
  }

  async #ask<T>(signal: AbortSignal, work: (client: Ollama) => Promise<T>, model?: string): Promise<T> {
    try {
      return await work(this.#client(signal))
    } catch (error) {
      signal.throwIfAborted()
      throw explain(error, { host: this.host, ...(model !== undefined && { model }) })
    }
  }

  #client(signal: AbortSignal): Ollama {
    try {
      return new Ollama({ host: this.host, fetch: patientFetch(signal) })
    } catch (error) {
      throw new ServerFailure(
        'server',
        'BAD_INPUT',
        `"${this.host}" is not an address of an Ollama server.`,
        {
          retry: 'Write it as http://127.0.0.1:11434.',
          cause: error,
        },
      )
    }
  }
}

/** A stream whose `{error}` lines, which the client throws as plain errors, can be told from the rest. */
async function* errorLines<T extends object>(stream: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* stream
  } catch (error) {
    if (error instanceof Error && Object.getPrototypeOf(error) === Error.prototype) {
      throw new StreamFailure(error.message)
    }
    throw error
  }
}

async function* untilBrokenOff<T extends object>(stream: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* errorLines(stream)
  } catch (error) {
    if (!(error instanceof StreamFailure && error.message === NO_LAST_LINE)) throw error
  }
}

/** How Go says that a connection could not be made. */
const NO_LIBRARY =
  /dial tcp|no such host|server misbehaving|i\/o timeout|TLS handshake|tls: |x509|proxyconnect|connection re(fused|set)|network is unreachable|deadline exceeded|max retries exceeded/i

function pullFailure(model: string, failure: StreamFailure): ExpectedError {
  if (failure.message === NO_LAST_LINE) {
    return new ExpectedError('UNREACHABLE', `The download of "${model}" broke off.`, {
      retry: 'Pull it again: what is there stays.',
    })
  }
  if (/file does not exist|not found/i.test(failure.message)) {
    return new ExpectedError('NOT_FOUND', `Ollama's library has no model "${model}".`, { cause: failure })
  }
  if (NO_LIBRARY.test(failure.message)) {
    return new ExpectedError(
      'UNREACHABLE',
      `The Ollama server cannot reach its library, so "${model}" was not pulled.`,
      {
        retry: "Look at the network, proxy and firewall of the server's machine, or copy the model there.",
        cause: failure,
      },
    )
  }
  if (/no space left|disk full/i.test(failure.message)) {
    return new ExpectedError('MODEL_FAILED', `The disk of the Ollama server is too full for "${model}".`, {
      retry: 'Make room there, then pull it again: what is there stays.',
      cause: failure,
    })
  }
  return new ExpectedError('MODEL_FAILED', `Ollama could not pull "${model}": ${failure.message}`, {
    cause: failure,
  })
}
