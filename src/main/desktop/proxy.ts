import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { isAppUrl } from './security.ts'

/** Headers that belong to one connection and not to the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
])

export interface ProxyOptions {
  /** Socket of the engine once it is ready; rejects when there will be none in time. */
  engineSocket(signal: AbortSignal): Promise<string>
}

/**
 * Passes each request of the window on to the engine's socket, bodies and answers streaming both ways.
 *
 * It speaks node:http and not Electron's `net.fetch`, because closing a stream that `net.fetch` forwards
 * does not reach the server (electron#47097): an event stream of a closed window would stay open indefinitely.
 *
 * @returns a handler for `protocol.handle`; answers 404 to another host than the studio's, 503 while there is no engine
 */
export function createProxy(options: ProxyOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isAppUrl(request.url)) return answer(404, 'The studio has no such address.')
    let socketPath: string
    try {
      socketPath = await options.engineSocket(request.signal)
    } catch {
      return unavailable('The engine is not running. It is being restarted.')
    }
    try {
      return await forward(request, socketPath)
    } catch (error) {
      if (request.signal.aborted) throw error
      return unavailable('The engine went away while it answered. It is being restarted.')
    }
  }
}

function unavailable(sentence: string): Response {
  return answer(503, sentence, { 'retry-after': '1' })
}

function answer(status: number, sentence: string, headers: Record<string, string> = {}): Response {
  return new Response(sentence, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  })
}

function forward(request: Request, socketPath: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const url = new URL(request.url)
    const headers: Record<string, string> = { host: 'studio' }
    for (const [name, value] of request.headers) {
      if (!HOP_BY_HOP.has(name)) headers[name] = value
    }
    const outgoing = httpRequest(
      {
        socketPath,
        method: request.method,
        path: url.pathname + url.search,
        headers,
        signal: request.signal,
      },
      (incoming) => resolve(toResponse(incoming)),
    )
    outgoing.on('error', reject)
    if (request.body === null) {
      outgoing.end()
    } else {
      const body = Readable.from(request.body)
      body.on('error', (error) => outgoing.destroy(error))
      body.pipe(outgoing)
    }
  })
}

function toResponse(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 502
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (HOP_BY_HOP.has(name) || value === undefined) continue
    for (const part of Array.isArray(value) ? value : [value]) headers.append(name, part)
  }
  // These carry no body, and the Response constructor refuses one.
  const bodiless = status === 204 || status === 205 || status === 304
  if (bodiless) incoming.resume()
  return new Response(bodiless ? null : streamOf(incoming), { status, headers })
}

/** The answer as a web stream whose cancellation closes the connection, so that the engine notices. */
function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (chunk: Buffer) => {
          controller.enqueue(new Uint8Array(chunk))
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause()
        })
        incoming.on('end', () => controller.close())
        // After 'close' without 'end' the engine died in the middle of its answer.
        incoming.on('error', (error) => controller.error(error))
      },
      pull() {
        incoming.resume()
      },
      cancel() {
        incoming.destroy()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 1024 * 1024 }),
  )
}
