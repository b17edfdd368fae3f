import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http'
import type { TlsOptions } from 'node:tls'
import { ORPCError } from '@orpc/server'
import { BodyLimitPlugin } from '@orpc/server/node'
import type { StandardHandlerOptions } from '@orpc/server/standard'
import { commonErrors } from '#shared/contract/errors.ts'

/** Bytes of a call: a hundred thousand decisions with a note each fit. Reading one holds the engine up, so there is an end to it. */
export const BODY_LIMIT = 32e6

/** Connections at once. A window has six; the rest is for commands, and for what comes in with no request. */
export const MOST_CONNECTIONS = 256

/** How long a request may stand still while its body is on its way. */
const BODY_STALL_MILLISECONDS = 120_000

/** How long a client may go on sending a body that nobody reads; closing at once could cost it the answer. */
const UNREAD_BODY_MILLISECONDS = 5000

export interface ConnectionPatience {
  /** Until the head of a request has arrived as a whole; 10 s by default. */
  headMilliseconds?: number
}

/**
 * A connection that sends no request, or half of one, is closed after some seconds. A body may take as long as it
 * moves, and an answer as long as it takes: a data set of many gigabytes, an import, an event stream.
 */
export function connectionLimits({ headMilliseconds = 10_000 }: ConnectionPatience): ServerOptions {
  return {
    requestTimeout: 0,
    headersTimeout: headMilliseconds,
    connectionsCheckingInterval: Math.min(2000, headMilliseconds),
    keepAliveTimeout: 30_000,
    keepAlive: true,
    noDelay: true,
  }
}

/** The same for one that begins no encryption. */
export function secureLimits({ headMilliseconds = 10_000 }: ConnectionPatience): TlsOptions {
  return { handshakeTimeout: headMilliseconds }
}

/** Closes the connection of a request whose body stands still; once it is whole, the answer may take its time. */
export function closeWhenBodyStalls(request: IncomingMessage, milliseconds = BODY_STALL_MILLISECONDS): void {
  request.setTimeout(milliseconds)
  request.once('end', () => request.setTimeout(0))
}

/** Closes the connection of a request that has its answer and whose body still comes, or does not. */
export function closeWhenAnsweredEarly(request: IncomingMessage, response: ServerResponse): void {
  // The request lets go of it once it is answered.
  const { socket } = request
  response.once('finish', () => {
    if (request.complete || socket.destroyed) return
    const timer = setTimeout(() => socket.destroy(), UNREAD_BODY_MILLISECONDS)
    socket.once('close', () => clearTimeout(timer))
    request.once('end', () => clearTimeout(timer))
  })
}

/** Why a request cannot be meant, whoever sends it; null where it can. */
export function malformation(request: IncomingMessage): string | null {
  const target = request.url ?? '/'
  // A backslash is a slash to a URL's parser, and two of them begin a host.
  const isReadable = /^\/(?!\/)[^\\]*$/.test(target) && URL.canParse(target, 'http://studio')
  if (!isReadable) return 'This address cannot be read.'
  // Node keeps the first and forgets the others, which a proxy in front may have gone by.
  if ((request.headersDistinct.host?.length ?? 0) > 1) return 'A request names one host.'
  return null
}

/** Calls are JSON. Other bodies, which the library would read as files, forms or streams, no procedure takes. */
export function isForeignBody({ headers }: IncomingMessage): boolean {
  const type = headers['content-type']
  if (headers['content-disposition'] !== undefined) return true
  return type !== undefined && !/^application\/json\b/i.test(type)
}

/** Refuses a call whose body is too large, with a sentence. */
export class CallBodyLimit<Context extends object> extends BodyLimitPlugin<Context> {
  constructor(bytes: number) {
    super({ maxBodySize: bytes })
    this.#sentence = `A call may have ${Math.round(bytes / 1e6)} MB at most. Do it in several parts.`
  }

  readonly #sentence: string

  init(options: StandardHandlerOptions<Context>): void {
    options.interceptors ??= []
    options.interceptors.push(async ({ next }) => {
      try {
        return await next()
      } catch (error) {
        if (!(error instanceof ORPCError) || error.code !== 'PAYLOAD_TOO_LARGE') throw error
        const { status } = commonErrors.BAD_INPUT
        throw new ORPCError('BAD_INPUT', { defined: true, status, message: this.#sentence })
      }
    })
  }
}
