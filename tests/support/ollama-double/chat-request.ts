import { setTimeout as sleep } from 'node:timers/promises'
import { nested } from './faults.ts'
import type { DoubleModel } from './models.ts'
import { look, pictureFormat, type Sight } from './pictures.ts'

/** A message of a request that was found sound. */
export interface ChatMessage {
  role: string
  content: string
  images: Uint8Array[]
}

export interface ChatRequest {
  model: string
  messages: ChatMessage[]
  schema: Record<string, unknown> | null
  options: Record<string, unknown>
  think: unknown
  keepAlive: unknown
  stream: boolean
  truncate: unknown
}

/** What the server says instead of an answer. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** @throws Refusal as the server does for a body it cannot read */
export function readChat(body: Record<string, unknown>): ChatRequest {
  const messages = ((body.messages ?? []) as Record<string, unknown>[]).map((message) => ({
    role: String(message.role),
    content: String(message.content ?? ''),
    images: ((message.images ?? []) as unknown[]).map(strictBase64),
  }))
  return {
    model: String(body.model),
    messages,
    schema: readFormat(body.format),
    options: (body.options ?? {}) as Record<string, unknown>,
    think: body.think,
    keepAlive: body.keep_alive,
    stream: body.stream !== false,
    truncate: body.truncate,
  }
}

/** Go's decoder: standard alphabet, padding, and no prefix. */
function strictBase64(value: unknown): Uint8Array {
  const text = String(value)
  const bad = text.search(/[^A-Za-z0-9+/=]/)
  if (bad >= 0) throw new Refusal(400, `illegal base64 data at input byte ${bad}`)
  if (text.length % 4 !== 0 || /=[^=]|={3}/.test(text)) {
    throw new Refusal(400, `illegal base64 data at input byte ${text.length}`)
  }
  return Buffer.from(text, 'base64')
}

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']

function readFormat(format: unknown): Record<string, unknown> | null {
  if (format === undefined || format === null || format === '' || format === 'json') return null
  if (typeof format !== 'object') {
    throw new Refusal(500, `invalid format: ${JSON.stringify(format)}; expected "json" or a JSON schema`)
  }
  const schema = format as Record<string, unknown>
  if (schema.type !== undefined && !TYPES.includes(String(schema.type))) {
    const message = `JSON schema conversion failed:\nUnrecognized schema: ${JSON.stringify(schema)}`
    throw new Refusal(400, nested(400, 'invalid_request_error', message))
  }
  return schema
}

/**
 * Looks at the pictures of a request, with the errors that only turn up once the model runs.
 *
 * @throws Refusal with an error that is itself JSON
 */
export async function seePictures(
  request: ChatRequest,
  model: DoubleModel,
  webp: boolean,
): Promise<Sight | null> {
  let sight: Sight | null = null
  for (const bytes of request.messages.flatMap((message) => message.images)) {
    if (!model.capabilities.includes('vision')) {
      if (model.template === 'go') {
        const message = 'Multimodal data provided, but model does not support multimodal requests.'
        throw new Refusal(400, message)
      }
      const hint =
        'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj'
      throw new Refusal(500, nested(500, 'server_error', hint))
    }
    const format = pictureFormat(bytes)
    if (format === 'other' || (format === 'webp' && !webp)) {
      throw new Refusal(400, nested(400, 'invalid_request_error', 'Failed to load image or audio file'))
    }
    sight = await look(bytes).catch(() => {
      throw new Refusal(400, nested(400, 'invalid_request_error', 'Failed to load image or audio file'))
    })
  }
  return model.blind === true ? null : sight
}

/** Tokens that a picture costs. */
const IMAGE_TOKENS = 256

function messageTokens(message: ChatMessage): number {
  return Math.ceil(Buffer.byteLength(message.content) / 4) + message.images.length * IMAGE_TOKENS
}

/**
 * Makes the conversation fit the context: without pictures the oldest messages are dropped in silence
 * (the system's stays) and what is still too long is cut inside, with pictures the request is refused.
 *
 * @returns the messages that the model gets, and the tokens they cost
 */
export function fitContext(
  request: ChatRequest,
  contextLength: number,
): { messages: ChatMessage[]; tokens: number } {
  const messages = [...request.messages]
  const total = (): number => messages.reduce((sum, message) => sum + messageTokens(message), 0)
  const tokens = total()
  const refuses = request.truncate === false || messages.some((message) => message.images.length > 0)
  if (tokens > contextLength && refuses) {
    const message = `the request exceeds the available context size, try increasing it (${tokens} > ${contextLength})`
    throw new Refusal(400, nested(400, 'exceed_context_size_error', message))
  }
  while (total() > contextLength && messages.length > 1) {
    const oldest = messages.findIndex(({ role }) => role !== 'system')
    if (oldest < 0 || oldest === messages.length - 1) break
    messages.splice(oldest, 1)
  }
  const excess = total() - contextLength
  const last = messages.at(-1)
  if (excess > 0 && last !== undefined) messages[messages.length - 1] = cutInside(last, excess)
  return { messages, tokens: Math.min(total(), contextLength) }
}

/** A few tokens of the beginning and the later part survive. */
function cutInside(message: ChatMessage, excess: number): ChatMessage {
  const head = message.content.slice(0, 16)
  const tail = message.content.slice(Math.min(message.content.length, 16 + excess * 4))
  return { ...message, content: head + tail }
}

/** Waits, unless the client goes away first. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal })
}
