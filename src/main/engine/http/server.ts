import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { RPCHandler } from '@orpc/server/node'
import type { Logger } from 'pino'
import { ExpectedError } from '#shared/expected-error.ts'
import type { StudioRouter } from '../router/router.ts'
import { type Access, admit } from './access.ts'
import { answerJson, answerText, setSecurityHeaders } from './answer.ts'
import { serveExport } from './export-files.ts'
import {
  BODY_LIMIT,
  CallBodyLimit,
  type ConnectionPatience,
  closeWhenAnsweredEarly,
  closeWhenBodyStalls,
  connectionLimits,
  isForeignBody,
  MOST_CONNECTIONS,
  malformation,
} from './limits.ts'
import { type FindPicture, serveMedia } from './media.ts'
import { type StaticFiles, serveStaticFiles } from './static-files.ts'
import { receiveUpload } from './upload.ts'

/** Where an engine listens. */
export type Endpoint =
  /** A Unix socket in a private folder, or a Windows pipe: the file system says who may connect. */
  { kind: 'socket'; path: string } | { kind: 'port'; host: string; port: number }

export interface ServerOptions extends ConnectionPatience {
  endpoint: Endpoint
  /** Identifies this engine to a client that asks whether it is alive. */
  instance: string
  /** The built pages; null serves none. */
  renderer: string | null
  logger: Logger
  /** After how long without any progress a stalled event stream is cut off. */
  stallMilliseconds?: number
  uploadLimit?: number
}

/** What is behind the server once the workspace is open. */
export interface Surface {
  router: StudioRouter
  picture: FindPicture
  uploads: string
  /** Folder of the exports that a browser may fetch. */
  exports: string
}

const UPLOAD_LIMIT = 4e9

/**
 * The engine's HTTP server. It listens before the workspace opens, so that a second engine that looks
 * finds a living one; until `open` is called it answers 503.
 */
export class StudioServer {
  readonly #options: ServerOptions
  readonly #server: Server
  readonly #pages: StaticFiles
  #access: Access | null = null
  #surface: (Omit<Surface, 'router'> & { rpc: RPCHandler<Record<never, never>> }) | null = null
  #requests = 0
  #whenIdle: (() => void)[] = []

  private constructor(options: ServerOptions) {
    this.#options = options
    this.#pages = options.renderer === null ? noPages : serveStaticFiles(options.renderer)
    this.#server = createServer(
      connectionLimits(options),
      (request, response) => void this.#answer(request, response),
    )
    this.#server.maxConnections = MOST_CONNECTIONS
  }

  /** @throws ExpectedError CONFLICT when the port is taken, BAD_INPUT when the host is not this machine's */
  static async listen(options: ServerOptions): Promise<StudioServer> {
    const server = new StudioServer(options)
    await server.#listen()
    return server
  }

  /** Null on a socket, where the file system keeps strangers out. */
  get token(): string | null {
    return this.#access?.token ?? null
  }

  /** Where it listens, with the port that was chosen. */
  get endpoint(): Endpoint {
    const { endpoint } = this.#options
    if (endpoint.kind === 'socket' || this.#access === null) return endpoint
    return { ...endpoint, port: this.#access.port }
  }

  open({ router, ...surface }: Surface): void {
    const rpc = new RPCHandler(router, { plugins: [new CallBodyLimit(BODY_LIMIT)] })
    this.#surface = { ...surface, rpc }
  }

  /** Ends every connection and answers nothing any more but that this engine is still there. */
  shut(): void {
    this.#surface = null
    this.#server.closeAllConnections()
  }

  /** Settles once no request is being answered, event streams included. */
  async idle(): Promise<void> {
    if (this.#requests === 0) return
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async #listen(): Promise<void> {
    const { endpoint } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(explain(error, endpoint)))
      this.#server.listen(endpoint.kind === 'socket' ? { path: endpoint.path } : endpoint, resolve)
    })
    const address = this.#server.address()
    if (endpoint.kind === 'port' && typeof address === 'object' && address !== null) {
      this.#access = {
        token: randomBytes(32).toString('base64url'),
        port: address.port,
        hosts: boundHosts(endpoint.host),
      }
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests += 1
    response.once('close', () => {
      this.#requests -= 1
      if (this.#requests > 0) return
      for (const resolve of this.#whenIdle.splice(0)) resolve()
    })
    closeWhenAnsweredEarly(request, response)
    setSecurityHeaders(response)
    try {
      await this.#route(request, response)
    } catch (error) {
      // A client that disconnects midway is not a failure of the studio.
      if (response.destroyed || request.destroyed) return
      this.#options.logger.error({ err: error, method: request.method, path: pathOf(request) }, 'bug')
      if (response.headersSent) response.destroy()
      else answerText(response, 500, 'Something went wrong inside the studio; its log has the details.')
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/'
    const malformed = malformation(request)
    if (malformed !== null) return answerText(response, 400, malformed)
    if (this.#access !== null) {
      const admission = admit({ url: target, headers: request.headers }, this.#access)
      switch (admission.kind) {
        case 'refused':
          return answerText(response, admission.status, admission.sentence)
        case 'entered':
          response.writeHead(303, {
            'Set-Cookie': admission.cookie,
            Location: '/',
            'Cache-Control': 'no-store',
          })
          response.end()
          return
        case 'admitted':
          break
      }
    }
    const url = new URL(target, 'http://studio')
    if (url.pathname === '/alive') return answerJson(response, 200, { instance: this.#options.instance })
    if (this.#surface === null) return answerText(response, 503, 'The studio is starting.')
    if (url.pathname.startsWith('/rpc/')) {
      if (isForeignBody(request)) return answerText(response, 415, 'A call is sent as JSON.')
      if (url.pathname === '/rpc/system/events') this.#cutOffWhenStalled(response)
      else closeWhenBodyStalls(request)
      const { matched } = await this.#surface.rpc.handle(request, response, { prefix: '/rpc', context: {} })
      if (!matched) answerText(response, 404, 'The studio has no such procedure.')
      return
    }
    if (url.pathname.startsWith('/media/')) {
      return serveMedia(request, response, url, this.#surface.picture)
    }
    if (url.pathname.startsWith('/exports/')) {
      return serveExport(request, response, url.pathname, this.#surface.exports)
    }
    if (url.pathname.startsWith('/upload/')) {
      closeWhenBodyStalls(request)
      const limit = this.#options.uploadLimit ?? UPLOAD_LIMIT
      return receiveUpload(request, response, url.pathname, { folder: this.#surface.uploads, limit })
    }
    return this.#pages(request, response, url.pathname)
  }

  /** Heartbeats make a living stream move all the time: one that does not has a client that stopped reading. */
  #cutOffWhenStalled(response: ServerResponse): void {
    response.setTimeout(this.#options.stallMilliseconds ?? 60_000, () => response.destroy())
  }
}

const noPages: StaticFiles = async (_request, response) => {
  answerText(response, 404, 'This engine serves no pages.')
}

function pathOf(request: IncomingMessage): string {
  // The query can hold the token.
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

/** The names under which a client can reach the host that was bound. */
function boundHosts(host: string): Set<string> {
  const own = bracketed(host)
  if (host !== '0.0.0.0' && host !== '::') return new Set([own])
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return new Set([hostname().toLowerCase(), ...addresses.map((entry) => bracketed(entry.address))])
}

/** An address as a Host header writes it. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host.toLowerCase()}]` : host.toLowerCase()
}

function explain(error: NodeJS.ErrnoException, endpoint: Endpoint): Error {
  if (endpoint.kind === 'socket') return error
  switch (error.code) {
    case 'EADDRINUSE':
      return new ExpectedError('CONFLICT', `Port ${endpoint.port} is taken by another program.`, {
        retry: 'Choose another one with --port, or leave it out.',
      })
    case 'EACCES':
      return new ExpectedError('BAD_INPUT', `This account may not listen on port ${endpoint.port}.`, {
        retry: 'Choose one above 1023 with --port.',
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ExpectedError('BAD_INPUT', `${endpoint.host} is not an address of this machine.`)
    default:
      return error
  }
}
