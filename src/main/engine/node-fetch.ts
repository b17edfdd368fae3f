import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { ExpectedError } from '#shared/expected-error.ts'
import type { Answer, EngineAddress } from './lock.ts'

/** Far fewer than an engine takes (`MOST_CONNECTIONS`): of a thousand calls at once most wait here, and none is turned away. */
const CONNECTIONS_AT_ONCE = 32

/**
 * `fetch` to an engine. The built-in one knows no Unix sockets, and gives an answer up that takes longer
 * than five minutes to begin, which an import may.
 *
 * @param given ends every request with its reason once it aborts. The caller has to hold its controller: the signal of
 *   a `Request` is one that only follows, which garbage collection drops.
 */
export function fetchFrom(
  address: EngineAddress,
  given?: AbortSignal,
): (request: Request) => Promise<Response> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_AT_ONCE })
  return async (request) => {
    const url = new URL(request.url)
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    given?.throwIfAborted()
    const outgoing = httpRequest(
      {
        agent,
        socketPath: address.path,
        method: request.method,
        path: url.pathname + url.search,
        headers: { ...Object.fromEntries(request.headers), host: 'localhost' },
        signal: request.signal,
      },
      (incoming) => {
        const giveUp = () => incoming.destroy(asError(given?.reason))
        given?.addEventListener('abort', giveUp)
        incoming.once('close', () => given?.removeEventListener('abort', giveUp))
        resolve(toResponse(incoming))
      },
    )
    const giveUp = () => outgoing.destroy(asError(given?.reason))
    given?.addEventListener('abort', giveUp)
    outgoing.once('close', () => given?.removeEventListener('abort', giveUp))
    outgoing.on('error', (error) => reject(isConnectionLost(error) ? engineGone(error) : error))
    outgoing.end(body)
    return promise
  }
}

/** What a client says of an engine that went away before it had answered. */
export function engineGone(cause?: unknown): ExpectedError {
  return new ExpectedError(
    'UNREACHABLE',
    'The studio that has this workspace ended before it had answered.',
    {
      retry: 'What was done stays; try again.',
      cause,
    },
  )
}

function isConnectionLost(error: NodeJS.ErrnoException): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(error.code ?? '')
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

function toResponse(incoming: IncomingMessage): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const part of Array.isArray(value) ? value : [value ?? '']) headers.append(name, part)
  }
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, {
    status: incoming.statusCode ?? 502,
    headers,
  })
}

const Alive = z.object({ instance: z.string() })

/** Asks the engine that listens there for its instance id, for two seconds at most. */
export async function askInstance(address: EngineAddress, milliseconds = 2000): Promise<Answer> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(new Error('too late')), milliseconds)
  try {
    const response = await fetchFrom(address, patience.signal)(new Request('http://localhost/alive'))
    const alive = Alive.safeParse(await response.json())
    return alive.success ? { kind: 'instance', instance: alive.data.instance } : { kind: 'none' }
  } catch {
    // Refused, gone, or not one of our engines: no engine, unless it only took too long.
    return { kind: patience.signal.aborted ? 'busy' : 'none' }
  } finally {
    clearTimeout(timer)
  }
}
