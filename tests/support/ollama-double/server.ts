import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { isDeepStrictEqual } from 'node:util'
import { answer } from './answers.ts'
import { type ChatRequest, fitContext, pause, Refusal, readChat, seePictures } from './chat-request.ts'
import { embed } from './embeddings.ts'
import { BUSY, type Fault } from './faults.ts'
import { type DoubleModel, MODELS, REGISTRY, VISION_MODEL } from './models.ts'
import { LineStream } from './ndjson.ts'
import { Runners } from './runners.ts'
import { Slots } from './slots.ts'

export interface DoubleOptions {
  /** 0 takes a free one. */
  port?: number
  version?: string
  models?: readonly DoubleModel[]
  /** What `pull` can find. */
  registry?: readonly DoubleModel[]
  /** OLLAMA_NUM_PARALLEL and OLLAMA_MAX_QUEUE. */
  parallel?: number
  queue?: number
  /** Context where a request names none. */
  contextLength?: number
  loadMilliseconds?: number
  /** Between two pieces of an answer. */
  pieceMilliseconds?: number
  /** Between two lines of a pull, each of which brings this share of a layer. */
  pullMilliseconds?: number
  pullShare?: number
  /** Servers before 2026 could not read WebP, older ones ignored schemas in silence. */
  webp?: boolean
  schemas?: 'enforced' | 'ignored'
}

/** One request as it came in, and what became of it. */
export interface Recorded {
  path: string
  body: Record<string, unknown>
  /** The client went away before the answer was complete. */
  aborted: boolean
  /** Messages that did not fit the context and were dropped in silence. */
  dropped: number
}

/** Starts a double on loopback; the caller closes it. */
export function startOllamaDouble(options: DoubleOptions = {}): Promise<OllamaDouble> {
  return new OllamaDouble(options).listen()
}

/** Characters of a token, and so of what one line of the stream carries. */
const PIECE = 4
/** Nanoseconds of a look at a model that is in memory. */
const ALREADY_LOADED = 4_000_000
const FINAL_METRICS = { total_duration: 5_000_000, prompt_eval_duration: 1_000_000, eval_duration: 3_000_000 }

/**
 * A server that behaves as Ollama does, faults included, and answers from what it is asked instead of
 * from a model.
 */
export class OllamaDouble {
  readonly faults: Fault[] = []
  readonly requests: Recorded[] = []
  models: DoubleModel[]
  version: string
  readonly slots: Slots
  readonly runners: Runners
  readonly #options: Required<Omit<DoubleOptions, 'models' | 'version'>>
  readonly #server: Server
  /** Bytes that are there of each layer: what makes a pull resumable. */
  readonly #pulled = new Map<string, number>()

  constructor(options: DoubleOptions = {}) {
    this.models = [...(options.models ?? MODELS)]
    this.version = options.version ?? '0.33.0'
    this.#options = {
      port: 0,
      registry: REGISTRY,
      parallel: 1,
      queue: 512,
      contextLength: 4096,
      loadMilliseconds: 0,
      pieceMilliseconds: 0,
      pullMilliseconds: 0,
      pullShare: 0.25,
      webp: true,
      schemas: 'enforced',
      ...options,
    }
    this.slots = new Slots(this.#options.parallel, this.#options.queue)
    this.runners = new Runners(this.#options.loadMilliseconds)
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.#options.port, '127.0.0.1', resolve)
    })
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Name of a model that sees, and does not think. */
  readonly visionModel = VISION_MODEL

  /** The requests to one path, oldest first. */
  of(path: string): Recorded[] {
    return this.requests.filter((request) => request.path === path)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLocal(request.headers.host ?? '')) {
      response.writeHead(403).end()
      return
    }
    const gone = new AbortController()
    const path = request.url ?? '/'
    const recorded: Recorded = { path, body: {}, aborted: false, dropped: 0 }
    this.requests.push(recorded)
    response.on('close', () => {
      recorded.aborted = !response.writableFinished
      gone.abort()
    })
    try {
      if (request.method === 'POST') recorded.body = (await json(request)) as Record<string, unknown>
      const fault = this.#takeFault(path)
      if (fault.kind === 'late') await pause(fault.milliseconds, gone.signal)
      if (fault.kind === 'status') sendStatus(response, fault)
      else await this.#route(recorded, response, fault, gone.signal)
    } catch (error) {
      if (gone.signal.aborted) response.destroy()
      else if (error instanceof Refusal) sendError(response, error.message, error.status)
      else if (error instanceof Dropped) response.destroy()
      else throw error
    }
  }

  #takeFault(path: string): Fault {
    const place = this.faults.findIndex((fault) => (fault.path ?? '/api/chat') === path)
    return place < 0 ? { kind: 'none' } : (this.faults.splice(place, 1)[0] ?? { kind: 'none' })
  }

  async #route(recorded: Recorded, response: ServerResponse, fault: Fault, gone: AbortSignal): Promise<void> {
    const { path, body } = recorded
    switch (path) {
      case '/':
        response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('Ollama is running')
        return
      case '/api/version':
        sendJson(response, { version: this.version })
        return
      case '/api/tags':
        sendJson(response, { models: this.models.map(tag) })
        return
      case '/api/ps':
        sendJson(response, { models: this.#loaded() })
        return
      case '/api/show':
        sendJson(response, show(this.#find(body.model ?? body.name, withTag)))
        return
      case '/api/chat':
        await this.#chat(recorded, response, fault, gone)
        return
      case '/api/embed':
        sendJson(response, await embed(body, this.#find(body.model), this.runners))
        return
      case '/api/pull':
        await this.#pull(String(body.model ?? body.name), response, fault, gone)
        return
      default:
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found')
    }
  }

  #find(name: unknown, quoted = (wanted: string) => wanted): DoubleModel {
    const wanted = String(name)
    const found = this.models.find((model) => model.name === wanted || model.name === `${wanted}:latest`)
    if (found === undefined) throw new Refusal(404, `model '${quoted(wanted)}' not found`)
    return found
  }

  #loaded(): object[] {
    return this.runners.loaded().flatMap(({ name, expiresAt }) => {
      const model = this.models.find((candidate) => candidate.name === name)
      return model === undefined
        ? []
        : [{ ...tag(model), size_vram: model.bytes, expires_at: expiresAt.toISOString() }]
    })
  }

  async #chat(recorded: Recorded, response: ServerResponse, fault: Fault, gone: AbortSignal): Promise<void> {
    const request = readChat(recorded.body)
    const model = this.#find(request.model)
    if (request.messages.length === 0) {
      await this.#loadOrUnload(request, model, response)
      return
    }
    if (request.think === true && !model.capabilities.includes('thinking')) {
      throw new Refusal(400, `"${model.name}" does not support thinking`)
    }
    // The queue has an end only as long as the model is not loaded.
    if (!(await this.slots.take(gone, this.runners.has(model.name)))) {
      sendStatus(response, BUSY)
      return
    }
    try {
      await this.#answer(recorded, request, model, response, fault, gone)
    } finally {
      this.slots.release()
    }
  }

  async #loadOrUnload(request: ChatRequest, model: DoubleModel, response: ServerResponse): Promise<void> {
    const unload = request.keepAlive === 0
    if (unload) this.runners.unload(model.name)
    else await this.runners.use(model.name, request.options, request.keepAlive)
    sendJson(response, line(model, { done: true, done_reason: unload ? 'unload' : 'load' }))
  }

  async #answer(
    recorded: Recorded,
    request: ChatRequest,
    model: DoubleModel,
    response: ServerResponse,
    fault: Fault,
    gone: AbortSignal,
  ): Promise<void> {
    const loading = await this.runners.use(model.name, request.options, request.keepAlive)
    const context = fitContext(request, Number(request.options.num_ctx ?? this.#options.contextLength))
    recorded.dropped = request.messages.length - context.messages.length
    const sight = await seePictures(request, model, this.#options.webp)
    const schema = this.#options.schemas === 'enforced' ? request.schema : null
    const whole = answer({
      schema: request.schema,
      prompt: context.messages.map((message) => message.content).join('\n'),
      sight,
      seed: Number(request.options.seed ?? Math.floor(Math.random() * 2 ** 31)),
    })
    const wrapped = schema === null && request.schema !== null ? `Sure!\n\`\`\`json\n${whole}\n\`\`\`` : whole
    const wordy = fault.kind === 'answer' ? fault.content : wrapped
    const limit = fault.kind === 'length' ? fault.characters : tokenLimit(request, wordy)
    const content = wordy.slice(0, limit)
    const thinks = model.capabilities.includes('thinking') && request.think !== false
    // A thinking model with a picture and a schema puts its JSON where its thoughts should be.
    const inThinking =
      fault.kind === 'answer-in-thinking' || (thinks && sight !== null && request.schema !== null)
    const pieces = [
      ...(thinks && !inThinking
        ? split('Let me look at this first. ').map((thinking) => ({ content: '', thinking }))
        : []),
      ...split(content).map((piece) => (inThinking ? { content: '', thinking: piece } : { content: piece })),
    ]
    const final = line(model, {
      done: true,
      done_reason: limit < wordy.length ? 'length' : 'stop',
      ...FINAL_METRICS,
      // Also where the model was there: the server looks, which takes it 1 to 20 ms.
      load_duration: loading === 0 ? ALREADY_LOADED : loading,
      // Fields that are zero are absent.
      ...(context.tokens > 0 && { prompt_eval_count: context.tokens }),
      ...(pieces.length > 0 && { eval_count: pieces.length }),
    })
    if (!request.stream) {
      for (const _ of pieces) await pause(this.#options.pieceMilliseconds, gone)
      const message = inThinking ? { content: '', thinking: content } : { content }
      sendJson(response, { ...final, message: { role: 'assistant', ...message } })
      return
    }
    await this.#stream(pieces, model, final, response, fault, gone)
  }

  async #stream(
    pieces: { content: string; thinking?: string }[],
    model: DoubleModel,
    final: object,
    response: ServerResponse,
    fault: Fault,
    gone: AbortSignal,
  ): Promise<void> {
    const stream = new LineStream(response)
    for (const piece of pieces) {
      await pause(this.#options.pieceMilliseconds, gone)
      if (await this.#endsEarly(stream, fault)) return
      await stream.write(line(model, { message: { role: 'assistant', ...piece }, done: false }))
    }
    if (await this.#endsEarly(stream, fault)) return
    await stream.write(final)
    stream.end()
  }

  async #endsEarly(stream: LineStream, fault: Fault): Promise<boolean> {
    if (!('after' in fault) || stream.lines < fault.after) return false
    if (fault.kind === 'dropped') throw new Dropped()
    if (fault.kind === 'error-line') await stream.write({ error: fault.error })
    stream.end()
    return true
  }

  async #pull(name: string, response: ServerResponse, fault: Fault, gone: AbortSignal): Promise<void> {
    const stream = new LineStream(response)
    await stream.write({ status: 'pulling manifest' })
    const model = this.#options.registry.find((candidate) => candidate.name === name)
    if (model === undefined) {
      await stream.write({ error: 'pull model manifest: file does not exist' })
      stream.end()
      return
    }
    for (const { digest, total } of layers(model)) {
      const status = `pulling ${digest.slice(7, 19)}`
      for (;;) {
        if (await this.#endsEarly(stream, fault)) return
        const completed = this.#pulled.get(digest) ?? 0
        await stream.write({ status, digest, total, ...(completed > 0 && { completed }) })
        if (completed === total) break
        await pause(this.#options.pullMilliseconds, gone)
        this.#pulled.set(digest, Math.min(total, completed + Math.ceil(total * this.#options.pullShare)))
      }
    }
    for (const status of ['verifying sha256 digest', 'writing manifest', 'success'])
      await stream.write({ status })
    if (!this.models.some((known) => isDeepStrictEqual(known, model))) this.models.push(model)
    stream.end()
  }
}

/** A name as `show` quotes it. */
function withTag(name: string): string {
  return name.includes(':') ? name : `${name}:latest`
}

/** The connection is cut. */
class Dropped extends Error {}

/** Host names that a server bound to loopback answers to. */
function isLocal(header: string): boolean {
  const name = header.replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || /^(127\.|\[::1\])/.test(name) || /\.(localhost|local|internal)$/.test(name)
}

/** Errors come without a charset. */
function sendError(response: ServerResponse, error: string, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function sendStatus(response: ServerResponse, fault: Extract<Fault, { kind: 'status' }>): void {
  for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value)
  if (fault.error !== undefined) sendError(response, fault.error, fault.status)
  else response.writeHead(fault.status, { 'content-type': 'text/plain' }).end(fault.body ?? '')
}

function line(model: DoubleModel, rest: object): object {
  const message = { role: 'assistant', content: '' }
  return { model: model.name, created_at: new Date().toISOString(), message, ...rest }
}

function tag(model: DoubleModel): object {
  const details = {
    format: 'gguf',
    family: model.architecture,
    parameter_size: '4B',
    quantization_level: 'Q4_K_M',
  }
  return {
    name: model.name,
    model: model.name,
    modified_at: '2026-08-01T12:00:00Z',
    size: model.bytes,
    digest: model.digest,
    details,
    capabilities: model.capabilities,
    context_length: model.contextLength,
  }
}

function show(model: DoubleModel): object {
  return {
    capabilities: model.capabilities,
    details: { family: model.architecture },
    model_info: {
      'general.architecture': model.architecture,
      [`${model.architecture}.context_length`]: model.contextLength,
    },
  }
}

function layers(model: DoubleModel): { digest: string; total: number }[] {
  const config = 1000
  return [
    { digest: `sha256:${model.digest}`, total: model.bytes - config },
    { digest: `sha256:${[...model.digest].reverse().join('').replace(/^./, '0')}`, total: config },
  ]
}

/** Characters that `num_predict` lets through. */
function tokenLimit(request: ChatRequest, content: string): number {
  const tokens = Number(request.options.num_predict ?? -1)
  return tokens < 0 ? content.length : Math.min(content.length, tokens * PIECE)
}

function split(text: string): string[] {
  const characters = [...text]
  const pieces: string[] = []
  for (let start = 0; start < characters.length; start += PIECE) {
    pieces.push(characters.slice(start, start + PIECE).join(''))
  }
  return pieces
}
