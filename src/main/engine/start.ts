import { randomUUID } from 'node:crypto'
import { diskFailure } from '#main/store/disk-failure.ts'
import { keepFilesPrivate, makePrivate } from '#main/store/private-files.ts'
import { workspacePaths } from '#main/store/workspace.ts'
import type { Status } from '#shared/contract/system.ts'
import { createAccessService } from './access/access-service.ts'
import { GuestList } from './access/guest-list.ts'
import type { WebAddress } from './access/web-address.ts'
import { createEngine, type Engine } from './engine.ts'
import { type Endpoint, StudioServer, type WebEndpoint } from './http/server.ts'
import { type EngineAddress, takeLock } from './lock.ts'
import { openLog } from './log/logger.ts'
import { askInstance } from './node-fetch.ts'
import { createSocketPath, removeSocketPath } from './socket-path.ts'

export interface StartOptions {
  workspace: string
  mode: Status['mode']
  /** For browser mode: a port beside the socket that commands use. */
  web?: WebEndpoint
  program: ProgramFiles
}

/** The built files that an engine needs, wherever the program was put. */
export interface ProgramFiles {
  trainer: string
  /** The thread that reads what is imported; where it is not built, the engine reads for itself. */
  importReader?: string
  /** Folder of the window's pages. */
  renderer: string
}

export interface RunningEngine {
  engine: Engine
  /** Of its socket. */
  address: EngineAddress
  /** Null outside of browser mode. */
  web: RunningWeb | null
  /** Settles once no other client uses the engine. */
  idle(): Promise<void>
  close(): Promise<void>
}

export interface RunningWeb {
  address: WebAddress
  guests: GuestList
}

/**
 * Starts the one engine of a workspace, and its server.
 *
 * The server listens first and the lock is taken before the database opens, so that a process that finds the
 * lock finds an engine that answers, and the database never has two.
 *
 * @throws ExpectedError CONFLICT when the workspace has an engine or the port is taken, DISK_FAILED where its disk is full or
 *   can only be read
 */
export async function startEngine(options: StartOptions): Promise<RunningEngine> {
  try {
    return await start(options)
  } catch (error) {
    throw diskFailure(error, workspacePaths(options.workspace).root) ?? error
  }
}

async function start(options: StartOptions): Promise<RunningEngine> {
  const { mode, program } = options
  const paths = workspacePaths(options.workspace)
  const instance = randomUUID()
  keepFilesPrivate()
  await using cleanup = new AsyncDisposableStack()

  const log = openLog(paths.logs)
  cleanup.defer(() => log.close())
  const socket = { kind: 'socket', path: createSocketPath() } as const
  cleanup.defer(() => removeSocketPath(socket.path))
  const listen = async (endpoint: Endpoint) => {
    const server = await StudioServer.listen({
      endpoint,
      instance,
      renderer: program.renderer,
      logger: log.logger,
    })
    cleanup.defer(() => server.close())
    return server
  }
  const local = await listen(socket)
  const web = options.web === undefined ? null : await listen({ kind: 'port', ...options.web })
  const servers = web === null ? [local] : [local, web]
  const lock = await takeLock(paths.root, { pid: process.pid, instance, mode, address: socket }, askInstance)
  cleanup.defer(() => lock.release())
  const shared = makePrivate(paths)
  if (shared.length > 0)
    log.logger.warn({ shared }, 'others may read these files: their permissions cannot be changed')
  const guests = new GuestList({
    file: paths.access,
    onProblem: (sentence, cause) => log.logger.warn({ err: cause }, sentence),
  })
  const engine = await createEngine({
    workspace: paths.root,
    mode,
    instance,
    trainerEntry: program.trainer,
    importReaderEntry: program.importReader,
    access: createAccessService({ guests, web: web?.web ?? null }),
    logger: log.logger,
  })
  cleanup.defer(async () => {
    for (const server of servers) server.shut()
    await engine.close()
  })

  for (const server of servers) {
    server.open({
      router: engine.router,
      picture: engine.picture,
      workspace: paths.root,
      uploads: paths.uploads,
      exports: paths.exports,
      guests,
    })
  }
  const running = cleanup.move()
  return {
    engine,
    address: socket,
    web: web === null || web.web === null ? null : { address: web.web, guests },
    idle: async () => {
      await Promise.all(servers.map((server) => server.idle()))
    },
    close: () => running.disposeAsync(),
  }
}
