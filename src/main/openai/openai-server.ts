import { z } from 'zod'
import { patientFetch, ServerRefusal } from '#main/model-servers/patient-fetch.ts'
import { ServerFailure } from '#main/model-servers/server-failure.ts'
import { explain, noModel } from './failures.ts'
import { strictSchema } from './strict-schema.ts'

const Models = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: z.string().nullish(),
      /** vLLM's word for the context length. */
      max_model_len: z.int().positive().nullish(),
    }),
  ),
})
const Completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          /** Thoughts: llama-server's and older vLLM's name, and newer vLLM's. */
          reasoning_content: z.string().nullish(),
          reasoning: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() })
    .nullish(),
})
const Build = z.object({ version: z.string().optional(), build_info: z.string().optional() })

/** Where two servers say which build they are, outside of the protocol. */
const BUILD_PATHS: Readonly<Record<string, string>> = { vllm: '/version', llamacpp: '/props' }

export interface ListedModel {
  name: string
  /** What the server calls itself, such as `vllm` or `llamacpp`; null where it does not say. */
  kind: string | null
  /** In tokens; null where the server does not say. */
  contextLength: number | null
}

export interface CompletionRequest {
  model: ListedModel
  messages: readonly { role: 'system' | 'user' | 'assistant'; content: string; picture?: Uint8Array }[]
  /** JSON schema of the answer. */
  schema: object
  seed: number
  temperature: number
  /** Most tokens of the answer. */
  answerLength: number
}

export interface CompletionAnswer {
  content: string
  ending: 'complete' | 'length' | 'broken-off'
  promptTokens: number | null
  answerTokens: number | null
  milliseconds: number
}

/**
 * A server that speaks the OpenAI protocol. Two of its routes are all that is needed, and the answers have to be checked
 * anyhow, so that no client package comes between. Every method rejects with a `ServerFailure`, or with the signal's
 * reason once that is aborted.
 */
export class OpenAiServer {
  readonly host: string
  readonly #key: string | null

  /**
   * @param host its address up to `/v1`
   * @param key null for a server that asks for none
   */
  constructor(host: string, key: string | null) {
    this.host = host.replace(/\/+$/, '')
    this.#key = key
  }

  models(signal: AbortSignal): Promise<ListedModel[]> {
    return this.#ask(signal, undefined, async () => {
      const { data } = Models.parse(await this.#json(`${this.host}/models`, signal))
      return data.map(({ id, owned_by, max_model_len }) => ({
        name: id,
        kind: owned_by ?? null,
        contextLength: max_model_len ?? null,
      }))
    })
  }

  /** The model of this name in the server's list. */
  async find(name: string, signal: AbortSignal): Promise<ListedModel> {
    const found = (await this.models(signal)).find((model) => model.name === name)
    if (found === undefined) throw noModel(this.host, name)
    return found
  }

  /** "vllm 0.12.0", "vllm" where it does not say more, null where it says nothing: the protocol has no word for it. */
  async version({ kind }: ListedModel, signal: AbortSignal): Promise<string | null> {
    const path = kind === null ? undefined : BUILD_PATHS[kind]
    if (path === undefined) return kind
    try {
      const build = Build.parse(await this.#json(new URL(path, this.host).href, signal))
      return [kind, build.version ?? build.build_info].filter(Boolean).join(' ')
    } catch {
      signal.throwIfAborted()
      return kind
    }
  }

  /** One answer, as a whole. Once the signal is aborted the connection closes, and the server stops writing. */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionAnswer> {
    const { model, messages, schema, seed, temperature, answerLength } = request
    const start = performance.now()
    return this.#ask(signal, model.name, async () => {
      const answer = await this.#json(`${this.host}/chat/completions`, signal, {
        model: model.name,
        messages: messages.map(({ role, content, picture }) => ({
          role,
          content: picture === undefined ? content : [textPart(content), picturePart(picture)],
        })),
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: strictSchema(schema) },
        },
        seed,
        temperature,
        max_tokens: answerLength,
        // Thoughts would use the answer's tokens up. Only of these servers it is known that they take the field.
        ...(model.kind !== null &&
          model.kind in BUILD_PATHS && { chat_template_kwargs: { enable_thinking: false } }),
      })
      const { choices, usage } = Completion.parse(answer)
      const [{ message, finish_reason: reason } = { message: {}, finish_reason: null }] = choices
      if (reason === 'content_filter') {
        throw new ServerFailure(
          'request',
          'MODEL_FAILED',
          `${this.host} withheld the answer by its content filter.`,
        )
      }
      const content = message.content ?? ''
      return {
        // As Ollama's do, thinking models may put their whole answer where thoughts belong.
        content: content.trim() === '' ? (message.reasoning_content ?? message.reasoning ?? '') : content,
        ending: reason === 'length' ? 'length' : reason === 'stop' ? 'complete' : 'broken-off',
        promptTokens: usage?.prompt_tokens ?? null,
        answerTokens: usage?.completion_tokens ?? null,
        milliseconds: performance.now() - start,
      }
    })
  }

  async #json(url: string, signal: AbortSignal, body?: object): Promise<unknown> {
    const response = await patientFetch(signal)(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#key === null ? {} : { authorization: `Bearer ${this.#key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response.json()
  }

  async #ask<T>(signal: AbortSignal, model: string | undefined, work: () => Promise<T>): Promise<T> {
    if (!URL.canParse(this.host)) {
      throw new ServerFailure('server', 'BAD_INPUT', `"${this.host}" is not an address of a server.`, {
        retry: 'Write it as http://127.0.0.1:8080/v1.',
      })
    }
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      throw explain(this.#withoutKey(error), { host: this.host, ...(model !== undefined && { model }) })
    }
  }

  /** A server may quote what it was sent; the key stays out of messages and logs. */
  #withoutKey(error: unknown): unknown {
    const key = this.#key
    if (key === null || !(error instanceof ServerRefusal) || !error.message.includes(key)) return error
    const message = error.message.replaceAll(key, '(the key)')
    const seconds = error.retryAfter === null ? null : String(error.retryAfter / 1000)
    return new ServerRefusal(error.status, JSON.stringify({ error: { message, type: error.type } }), seconds)
  }
}

function textPart(text: string): object {
  return { type: 'text', text }
}

function picturePart(jpeg: Uint8Array): object {
  return {
    type: 'image_url',
    image_url: { url: `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}` },
  }
}
