import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { RPCHandler } from '@orpc/server/node'
import type { Logger } from 'pino'
import { diskFailure } from '#main/store/disk-failure.ts'
import { type Caller, OWNER_HERE } from '#shared/contract/access.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { Door, EVENT_STREAM } from '../access/door.ts'
import type { GuestList } from '../access/guest-list.ts'
import { FOR_THE_OWNER } from '../access/roles.ts'
import type { WebAddress } from '../access/web-address.ts'
import type { CallerContext } from '../router/implementer.ts'
import type { StudioRouter } from '../router/router.ts'
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
  secureLimits,
} from './limits.ts'
import { type FindPicture, serveMedia } from './media.ts'
import { type StaticFiles, serveStaticFiles } from './static-files.ts'
import { receiveUpload } from './upload.ts'

/** Where an engine listens. */
export type Endpoint =
  /** A Unix socket in a private folder, or a Windows pipe: the file system says who may connect. */
  | { kind: 'socket'; path: string }
  /** For browsers: nobody comes in without a session. */
  | ({ kind: 'port' } & WebEndpoint)

export interface WebEndpoint {
  host: string
  /** 0 takes a free one. */
  port: number
  /** PEM texts; without them it is plain HTTP. */
  tls?: { cert: string; key: string } | undefined
  /** Of a proxy that stands before the studio. */
  publicUrl?: URL | undefined
}

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
  /** Folder of the workspace, to be named where its disk fails. */
  workspace: string
  uploads: string
  /** Folder of the exports that a browser may fetch. */
  exports: string
  /** Who may come in through a port. */
  guests: GuestList
}

interface OpenSurface extends Pick<Surface, 'picture' | 'workspace' | 'uploads' | 'exports'> {
  rpc: RPCHandler<CallerContext>
  /** Null on a socket. */
  door: Door | null
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
  #web: WebAddress | null = null
  #surface: OpenSurface | null = null
  #requests = 0
  #whenIdle: (() => void)[] = []

  private constructor(options: ServerOptions) {
    this.#options = options
    this.#pages = options.renderer === null ? noPages : serveStaticFiles(options.renderer)
    const { endpoint } = options
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      void this.#answer(request, response)
    this.#server =
      endpoint.kind === 'port' && endpoint.tls !== undefined
        ? createSecureServer(
            { ...connectionLimits(options), ...secureLimits(options), ...endpoint.tls },
            answer,
          )
        : createServer(connectionLimits(options), answer)
    this.#server.maxConnections = MOST_CONNECTIONS
  }

  /** @throws ExpectedError CONFLICT when the port is taken, BAD_INPUT when the host is not this machine's */
  static async listen(options: ServerOptions): Promise<StudioServer> {
    const server = new StudioServer(options)
    await server.#listen()
    return server
  }

  /** Where browsers reach it, with the port that was chosen; null on a socket, where the file system keeps strangers out. */
  get web(): WebAddress | null {
    return this.#web
  }

  open({ router, guests, ...surface }: Surface): void {
    const rpc = new RPCHandler(router, { plugins: [new CallBodyLimit(BODY_LIMIT)] })
    const door = this.#web === null ? null : new Door(this.#web, guests)
    this.#surface = { ...surface, rpc, door }
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
      const { host, tls, publicUrl = null } = endpoint
      this.#web = { scheme: tls === undefined ? 'http' : 'https', host, port: address.port, publicUrl }
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests += 1
    response.once('close', () => {
      this.#requests -= 1
      if (this.#requests > 0) return
      for (const resolve of this.#whenIdle.splice(0)) resolve()
    })
    const { socket } = request
    closeWhenAnsweredEarly(request, response)
    setSecurityHeaders(response)
    try {
      await this.#route(request, response)
    } catch (error) {
      // A client that disconnects midway is not a failure of the studio.
      if (response.destroyed || socket.destroyed) return
      const about = { err: error, method: request.method, path: pathOf(request) }
      const disk = diskFailure(error, this.#surface?.workspace ?? 'the workspace')
      if (disk === null) this.#options.logger.error(about, 'bug')
      else this.#options.logger.warn(about, disk.message)
      if (response.headersSent) response.destroy()
      else if (disk !== null) answerText(response, 507, `${disk.message} ${disk.retry ?? ''}`.trim())
      else answerText(response, 500, 'Something went wrong inside the studio; its log has the details.')
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/'
    const malformed = malformation(request)
    if (malformed !== null) return answerText(response, 400, malformed)
    const url = new URL(target, 'http://studio')
    if (url.pathname === '/alive' && this.#web === null) {
      return answerJson(response, 200, { instance: this.#options.instance })
    }
    if (this.#surface === null) return answerText(response, 503, 'The studio is starting.')
    const { door } = this.#surface
    const caller = door === null ? OWNER_HERE : await door.admit(request, response)
    if (caller !== null) await this.#serve(request, response, url, caller, this.#surface)
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    caller: Caller,
    { rpc, picture, exports, uploads }: OpenSurface,
  ): Promise<void> {
    if (url.pathname.startsWith('/rpc/')) {
      if (isForeignBody(request)) return answerText(response, 415, 'A call is sent as JSON.')
      if (url.pathname === EVENT_STREAM) this.#cutOffWhenStalled(response)
      else closeWhenBodyStalls(request)
      const { matched } = await rpc.handle(request, response, { prefix: '/rpc', context: { caller } })
      if (!matched) answerText(response, 404, 'The studio has no such procedure.')
      return
    }
    if (url.pathname.startsWith('/media/')) return serveMedia(request, response, url, picture)
    const isOwners = url.pathname.startsWith('/exports/') || url.pathname.startsWith('/upload/')
    if (isOwners && caller.role !== 'owner') {
      return answerText(response, 403, FOR_THE_OWNER)
    }
    if (url.pathname.startsWith('/exports/')) return serveExport(request, response, url.pathname, exports)
    if (url.pathname.startsWith('/upload/')) {
      closeWhenBodyStalls(request)
      const limit = this.#options.uploadLimit ?? UPLOAD_LIMIT
      return receiveUpload(request, response, url.pathname, { folder: uploads, limit })
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
  // The query can hold a code.
  return (request.url ?? '').split('?', 1)[0] ?? ''
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
