import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Answer, EngineAddress } from './lock.ts'

/**
 * `fetch` to an engine. The built-in one knows no Unix sockets, and gives an answer up that takes longer
 * than five minutes to begin, which an import may.
 */
export function fetchFrom(address: EngineAddress): (request: Request) => Promise<Response> {
  const target =
    address.kind === 'socket' ? { socketPath: address.path } : { host: address.host, port: address.port }
  const authorization = address.kind === 'socket' ? {} : { authorization: `Bearer ${address.token}` }
  return async (request) => {
    const url = new URL(request.url)
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const outgoing = httpRequest(
      {
        ...target,
        method: request.method,
        path: url.pathname + url.search,
        headers: { ...Object.fromEntries(request.headers), ...authorization, host: 'localhost' },
        signal: request.signal,
      },
      (incoming) => resolve(toResponse(incoming)),
    )
    outgoing.on('error', reject)
    outgoing.end(request.body === null ? undefined : Buffer.from(await request.arrayBuffer()))
    return promise
  }
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
export async function askInstance(address: EngineAddress): Promise<Answer> {
  const signal = AbortSignal.timeout(2000)
  try {
    const response = await fetchFrom(address)(new Request('http://localhost/alive', { signal }))
    const alive = Alive.safeParse(await response.json())
    return alive.success ? { kind: 'instance', instance: alive.data.instance } : { kind: 'none' }
  } catch {
    // Refused, gone, or not one of our engines: no engine, unless it only took too long.
    return { kind: signal.aborted ? 'busy' : 'none' }
  }
}
