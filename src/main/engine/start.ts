import { randomUUID } from 'node:crypto'
import { workspacePaths } from '#main/store/workspace.ts'
import type { Status } from '#shared/contract/system.ts'
import { createEngine, type Engine } from './engine.ts'
import { bracketed, type Endpoint, StudioServer } from './http/server.ts'
import { type EngineAddress, takeLock } from './lock.ts'
import { openLog } from './logger.ts'
import { askInstance } from './node-fetch.ts'
import { createSocketPath, removeSocketPath } from './socket-path.ts'

export interface StartOptions {
  workspace: string
  mode: Status['mode']
  /** A port for browser mode; a fresh socket otherwise. */
  port?: { host: string; port: number }
  program: ProgramFiles
}

/** The built files that an engine needs, wherever the program was put. */
export interface ProgramFiles {
  trainer: string
  /** Folder of the window's pages. */
  renderer: string
}

export interface RunningEngine {
  engine: Engine
  address: EngineAddress
  /** Settles once no other client uses the engine. */
  idle(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts the one engine of a workspace, and its server.
 *
 * The server listens first and the lock is taken before the database opens, so that a process that finds the
 * lock finds an engine that answers, and the database never has two.
 *
 * @throws ExpectedError CONFLICT when the workspace has an engine or the port is taken
 */
export async function startEngine(options: StartOptions): Promise<RunningEngine> {
  const { mode, program } = options
  const paths = workspacePaths(options.workspace)
  const instance = randomUUID()
  await using cleanup = new AsyncDisposableStack()

  const log = openLog(paths.logs)
  cleanup.defer(() => log.close())
  const endpoint = chooseEndpoint(options.port)
  if (endpoint.kind === 'socket') cleanup.defer(() => removeSocketPath(endpoint.path))
  const server = await StudioServer.listen({
    endpoint,
    instance,
    renderer: program.renderer,
    logger: log.logger,
  })
  cleanup.defer(() => server.close())
  const address = addressOf(server)
  const lock = await takeLock(paths.root, { pid: process.pid, instance, mode, address }, askInstance)
  cleanup.defer(() => lock.release())
  const engine = await createEngine({
    workspace: paths.root,
    mode,
    instance,
    trainerEntry: program.trainer,
    logger: log.logger,
  })
  cleanup.defer(async () => {
    server.shut()
    await engine.close()
  })

  server.open({
    router: engine.router,
    picture: engine.picture,
    uploads: paths.uploads,
    exports: paths.exports,
  })
  const running = cleanup.move()
  return { engine, address, idle: () => server.idle(), close: () => running.disposeAsync() }
}

function chooseEndpoint(port: StartOptions['port']): Endpoint {
  return port === undefined ? { kind: 'socket', path: createSocketPath() } : { kind: 'port', ...port }
}

function addressOf(server: StudioServer): EngineAddress {
  const { endpoint, token } = server
  if (endpoint.kind === 'socket') return endpoint
  if (token === null) throw new Error('a server on a port has a token')
  return { ...endpoint, host: connectable(endpoint.host), token }
}

/** "Every address" is one to bind, not one to connect to. */
function connectable(host: string): string {
  switch (host) {
    case '0.0.0.0':
      return '127.0.0.1'
    case '::':
      return '::1'
    default:
      return host
  }
}

/** What a person types into a browser to enter; `host` as others reach this machine. */
export function entryUrl(address: EngineAddress & { kind: 'port' }, host = address.host): string {
  return `http://${bracketed(host)}:${address.port}/?token=${address.token}`
}
