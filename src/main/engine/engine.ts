import type { Logger } from 'pino'
import { readSettings, saveSettings } from '#main/store/settings-repository.ts'
import { sqliteVersion } from '#main/store/sqlite-version.ts'
import { openWorkspace, type WorkspacePaths } from '#main/store/workspace.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Status } from '#shared/contract/system.ts'
import { Backends } from './backends.ts'
import { composeProduct } from './composition.ts'
import { examine } from './doctor.ts'
import { EventHub } from './events.ts'
import type { FindPicture } from './http/media.ts'
import { removeOldUploads } from './http/upload.ts'
import { createRouter, type StudioRouter } from './router/router.ts'
import { STUDIO_VERSION } from './version.ts'

export interface EngineOptions {
  workspace: string
  mode: Status['mode']
  /** Identifies this engine: leases of jobs carry it. */
  instance: string
  /** Built entry of the trainer process. */
  trainerEntry: string
  logger: Logger
}

/** The studio without a way in: everything that the contract asks for, over one workspace. */
export interface Engine {
  status: Status
  router: StudioRouter
  picture: FindPicture
  paths: WorkspacePaths
  events: EventHub
  /** Stops long work, which goes on at the next start, and closes the workspace. */
  close(): Promise<void>
}

/**
 * Opens the workspace and puts in order what a crash left behind. The caller holds the workspace's lock.
 *
 * @throws ExpectedError as `openWorkspace` does
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { logger, mode, instance, trainerEntry } = options
  const { paths, database } = openWorkspace(options.workspace, {
    onSlow: (sql, milliseconds) => logger.warn({ sql, milliseconds: Math.round(milliseconds) }, 'slow query'),
  })
  const events = new EventHub()
  const status: Status = {
    version: STUDIO_VERSION,
    workspace: paths.root,
    mode,
    startedAt: Date.now(),
    instance,
  }
  const settings = () => readSettings(database)
  const backends = new Backends({ trainerEntry })
  const product = composeProduct({
    workspace: { paths, database },
    mode,
    instance,
    trainerEntry,
    knownBackends: (wanted) => backends.known(wanted),
    logger,
    settings,
    publish: events.publish,
    hasListeners: () => events.listeners > 0,
  })
  const system = {
    status: () => status,
    doctor: () =>
      examine({
        workspace: paths.root,
        sqliteVersion,
        ollama: () => product.lookAtOllama(),
        backends: () => backends.report({ refresh: true }),
      }),
    backends: (input) => backends.report(input),
    settings,
    saveSettings(changes) {
      const saved = saveSettings(database, changes)
      product.settingsChanged()
      return saved
    },
    events: (_, { signal }) => events.subscribe(status, signal),
  } satisfies Service<'system'>
  await removeOldUploads(paths.uploads)
  await product.start()
  logger.info({ ...status }, 'engine started')
  return {
    status,
    router: createRouter({ system, ...product.services }, logger),
    picture: product.picture,
    paths,
    events,
    async close() {
      events.close()
      backends.close()
      await product.close()
      database.close()
      logger.info('engine closed')
    },
  }
}
