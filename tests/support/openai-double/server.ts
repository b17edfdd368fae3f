import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { answer } from '../ollama-double/answers.ts'
import { pause } from '../ollama-double/chat-request.ts'
import { look } from '../ollama-double/pictures.ts'
import { Slots } from '../ollama-double/slots.ts'
import { ChatRequest, contentOf } from './request.ts'

/** What goes wrong with a request for an answer, in the order of these requests. */
export type OpenAiFault =
  | { kind: 'none' }
  /** A status in the place of an answer; `error` as the protocol has it, or `body` as it is. */
  | {
      kind: 'status'
      status: number
      error?: string
      type?: string
      body?: string
      headers?: Record<string, string>
    }
  /** The connection is cut. */
  | { kind: 'dropped' }
  /** This answer, whatever the schema says. */
  | { kind: 'answer'; content: string; reason?: 'stop' | 'content_filter' }
  /** The answer's beginning, as where `max_tokens` ends it. */
  | { kind: 'length'; characters: number }
  /** The answer where thoughts belong, and no content. */
  | { kind: 'thoughts' }

export interface OpenAiDoubleModel {
  name: string
  sees: boolean
  contextLength: number
}

export const SEEING_MODEL = 'gemma-3-4b-it'
export const READING_MODEL = 'llama-3.2-3b'

export interface OpenAiDoubleOptions {
  /** 0 takes a free one. */
  port?: number
  /** Asked for in every request, where one is named. */
  key?: string
  /** What it calls itself; both take what a plain server of the protocol refuses. */
  kind?: 'vllm' | 'llamacpp' | 'plain'
  models?: readonly OpenAiDoubleModel[]
  /** Answers at once; further requests wait. */
  slots?: number
  /** What an answer takes. */
  answerMilliseconds?: number
}

/** Characters of a token. */
const PIECE = 4
const PICTURE_TOKENS = 256

/** Starts a double on loopback; the caller closes it. */
export function startOpenAiDouble(options: OpenAiDoubleOptions = {}): Promise<OpenAiDouble> {
  return new OpenAiDouble(options).listen()
}

/**
 * A server of the OpenAI protocol that takes nothing that the protocol does not know, and answers from what it is asked
 * instead of from a model.
 */
export class OpenAiDouble {
  readonly faults: OpenAiFault[] = []
  /** Bodies of the requests for answers, as they came in. */
  readonly requests: unknown[] = []
  /** Requests whose client went away before the answer. */
  aborted = 0
  readonly slots: Slots
  readonly #options: Required<Omit<OpenAiDoubleOptions, 'key'>> & { key?: string }
  readonly #server: Server

  constructor(options: OpenAiDoubleOptions = {}) {
    this.#options = {
      port: 0,
      kind: 'vllm',
      models: [
        { name: SEEING_MODEL, sees: true, contextLength: 32_768 },
        { name: READING_MODEL, sees: false, contextLength: 32_768 },
      ],
      slots: 4,
      answerMilliseconds: 0,
      ...options,
    }
    this.slots = new Slots(this.#options.slots, Number.POSITIVE_INFINITY)
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.#options.port, '127.0.0.1', resolve)
    })
    return this
  }

  /** Up to `/v1`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key, kind, models } = this.#options
    const sent = request.headers.authorization ?? ''
    if (key !== undefined && sent !== `Bearer ${key}`) {
      return refuse(response, 401, `Incorrect API key provided: ${sent}.`, 'invalid_api_key')
    }
    switch (`${request.method} ${request.url}`) {
      case 'GET /v1/models':
        return send(response, 200, { object: 'list', data: models.map((model) => listed(model, kind)) })
      case 'GET /version':
        if (kind !== 'vllm') break
        return send(response, 200, { version: '0.12.0' })
      case 'GET /props':
        if (kind !== 'llamacpp') break
        return send(response, 200, { build_info: 'b7000-c0ffee1' })
      case 'POST /v1/chat/completions':
        return this.#complete(request, response)
    }
    refuse(response, 404, 'Not Found', 'not_found_error')
  }

  async #complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => {
      if (response.writableFinished) return
      this.aborted += 1
      gone.abort()
    })
    const body = await json(request)
    this.requests.push(body)
    const fault = this.faults.shift() ?? { kind: 'none' }
    if (fault.kind === 'dropped') return void response.destroy()
    if (fault.kind === 'status') {
      const { status, error, type = 'server_error', body: plain = '', headers = {} } = fault
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      return error === undefined
        ? void response.writeHead(status).end(plain)
        : refuse(response, status, error, type)
    }
    const parsed = ChatRequest.safeParse(body)
    if (!parsed.success) return refuse(response, 400, z.prettifyError(parsed.error), 'invalid_request_error')
    if (this.#options.kind === 'plain' && parsed.data.chat_template_kwargs !== undefined) {
      return refuse(
        response,
        400,
        'Unrecognized request argument: chat_template_kwargs',
        'invalid_request_error',
      )
    }
    try {
      if (!(await this.slots.take(gone.signal))) return
      try {
        await pause(this.#options.answerMilliseconds, gone.signal)
        await this.#answer(parsed.data, response, fault)
      } finally {
        this.slots.release()
      }
    } catch (error) {
      if (!gone.signal.aborted) throw error
    }
  }

  async #answer(request: ChatRequest, response: ServerResponse, fault: OpenAiFault): Promise<void> {
    const model = this.#options.models.find(({ name }) => name === request.model)
    if (model === undefined) {
      return refuse(response, 404, `The model \`${request.model}\` does not exist.`, 'NotFoundError')
    }
    const said = request.messages.map(contentOf)
    const pictures = said.flatMap((message) => message.pictures)
    if (pictures.length > 0 && !model.sees) {
      return refuse(response, 400, `${model.name} is not a multimodal model`, 'BadRequestError')
    }
    const words = said.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    const promptTokens = Math.ceil(words / PIECE) + pictures.length * PICTURE_TOKENS
    const limit = request.max_tokens ?? Number.POSITIVE_INFINITY
    if (promptTokens > model.contextLength) {
      const message = `This model's maximum context length is ${model.contextLength} tokens. However, your request has ${promptTokens} input tokens.`
      return refuse(response, 400, message, 'BadRequestError')
    }
    const [picture] = pictures
    const whole =
      fault.kind === 'answer'
        ? fault.content
        : answer({
            schema: request.response_format.json_schema.schema,
            prompt: said.map(({ text }) => text).join('\n'),
            sight: picture === undefined ? null : await look(picture),
            seed: request.seed ?? Math.floor(Math.random() * 2 ** 31),
          })
    const content = whole.slice(0, fault.kind === 'length' ? fault.characters : limit * PIECE)
    const completionTokens = Math.ceil(content.length / PIECE)
    const stopped = fault.kind === 'answer' ? (fault.reason ?? 'stop') : 'stop'
    send(response, 200, {
      id: 'chatcmpl-double',
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: model.name,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            ...(fault.kind === 'thoughts' ? { content: null, reasoning_content: content } : { content }),
          },
          finish_reason: content.length < whole.length ? 'length' : stopped,
        },
      ],
      usage: {
        prompt_tokens: promptTokens,
        completion_tokens: completionTokens,
        total_tokens: promptTokens + completionTokens,
      },
    })
  }
}

function listed({ name, contextLength }: OpenAiDoubleModel, kind: string): object {
  const model = { id: name, object: 'model', created: 0, owned_by: kind === 'plain' ? 'somebody' : kind }
  return kind === 'vllm' ? { ...model, max_model_len: contextLength } : model
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number, message: string, type: string): void {
  send(response, status, { error: { message, type, param: null, code: status } })
}
