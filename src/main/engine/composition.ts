import type { Logger } from 'pino'
import { createCatalogueService } from '#main/catalogue/catalogue-service.ts'
import { createImportsService } from '#main/catalogue/imports-service.ts'
import { MediaStore } from '#main/catalogue/media/media-store.ts'
import { removeUnfinished } from '#main/catalogue/remove-dataset.ts'
import { createReviewService } from '#main/curation/review-service.ts'
import { createSnapshotsService } from '#main/curation/snapshots-service.ts'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'

import { createExportsService } from '#main/exports/exports-service.ts'

import { createGenerators } from '#main/generators/generators.ts'
import { Canary } from '#main/ollama/canary.ts'
import { createOllamaService } from '#main/ollama/ollama-service.ts'
import { Pulls } from '#main/ollama/pulls.ts'
import { StatusWatch } from '#main/ollama/status-watch.ts'

import { createJobsService } from '#main/proposals/jobs-service.ts'
import { createProposalsService } from '#main/proposals/proposals-service.ts'
import { JobQueue } from '#main/proposals/queue/job-queue.ts'
import { createRegenerate } from '#main/proposals/regenerate.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { createTemplatesService } from '#main/proposals/templates/templates-service.ts'
import { RunQueue } from '#main/runs/run-queue.ts'
import { createRunsService } from '#main/runs/runs-service.ts'
import type { KnownBackends } from '#main/runs/trainer-process.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { Services } from '#shared/contract/service.ts'
import type { Publish, Settings, Status } from '#shared/contract/system.ts'
import type { FindPicture } from './http/media.ts'
import { removeImported } from './http/upload.ts'
import { STUDIO_VERSION } from './version.ts'

export interface ProductOptions {
  workspace: Workspace
  mode: Status['mode']
  instance: string
  trainerEntry: string
  /** What a trainer need not find out by itself. */
  knownBackends: KnownBackends
  logger: Logger
  settings: () => Settings
  publish: Publish
  /** Whether any window listens to events. */
  hasListeners: () => boolean
}

/** The product folders, put together over one workspace. */
export interface Product {
  services: Omit<Services, 'system'>
  picture: FindPicture
  lookAtOllama(): Promise<OllamaStatus>
  /** Puts in order what a crash left behind, and goes on with what was at work. */
  start(): Promise<void>
  settingsChanged(): void
  close(): Promise<void>
}

export function composeProduct(options: ProductOptions): Product {
  const { workspace, mode, instance, trainerEntry, knownBackends, logger, settings, publish } = options
  const { database } = workspace
  const onBug = (error: unknown) => logger.error({ err: error }, 'bug in the background')

  const media = new MediaStore(workspace)
  const catalogue = createCatalogueService({
    workspace,
    media,
    publish,
    forgetRuns: (dataset) => runQueue.forgetDataset(dataset),
  })
  const closing = new AbortController()
  const canary = new Canary()
  const watch = new StatusWatch({
    host: () => settings().ollamaHost,
    changed: (status) => publish({ topic: 'ollama', status }),
    isHeard: options.hasListeners,
    onBug,
  })
  const pulls = new Pulls(
    (progress) => publish({ topic: 'pull', progress }),
    () => watch.lookInBackground(),
    onBug,
  )
  const encode = createCatalogueEncoder(workspace)
  const generators = createGenerators({ workspace, canary })

  const queue = new JobQueue({
    workspace,
    publish,
    // New proposals are as hard as the newest model finds them.
    onFinished: (dataset) => void runQueue.scorePending(dataset).catch(onBug),
    instance,
    catalogue: encode,
    createGenerator: generators.create,
    onBug,
  })
  const runQueue = new RunQueue({
    workspace,
    publish,
    trainerEntry,
    knownBackends,
    texts: encode,
    pictures: createPictureEncoder(workspace),
    onBug,
  })
  const runs = createRunsService({ workspace, queue: runQueue, version: STUDIO_VERSION })
  // A command does its own work and no other: what a window left waiting begins only when the command
  // itself sets jobs or runs to work.
  const startRuns = once(() => runQueue.start())
  let sample: Promise<unknown> = Promise.resolve()

  const services: Product['services'] = {
    catalogue,
    imports: createImportsService({
      workspace,
      media,
      publish,
      releaseUploads: (request) => removeImported(workspace.paths.uploads, request),
    }),
    ollama: createOllamaService({ settings, watch, pulls, canary, closing: closing.signal }),
    templates: createTemplatesService({ workspace }),
    jobs: createJobsService({ workspace, queue, freezeGenerator: generators.freeze }),
    proposals: createProposalsService({ workspace }),
    review: createReviewService({
      workspace,
      publish,
      regenerate: createRegenerate({ workspace, queue }),
    }),
    snapshots: createSnapshotsService({ workspace }),
    exports: createExportsService({ workspace }),
    runs: {
      ...runs,
      create: startingWith(startRuns, runs.create),
      resume: startingWith(startRuns, runs.resume),
    },
  }

  return {
    services,
    picture: (hash, width) => media.picture(hash, width),
    lookAtOllama: () => watch.look(),
    async start() {
      await removeUnfinished(workspace, media)
      seedTemplates(database)
      runQueue.recover()
      if (mode === 'command') return
      queue.start()
      startRuns()
      watch.start()
      if ((await catalogue.datasets()).length === 0) {
        sample = catalogue.createSample().catch(onBug)
      }
    },
    settingsChanged() {
      watch.lookInBackground()
    },
    async close() {
      closing.abort()
      watch.close()
      await Promise.all([queue.close(), runQueue.close(), pulls.close()])
      await sample
    },
  }
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}

function startingWith<Input, Output>(
  start: () => void,
  work: (input: Input) => Output,
): (input: Input) => Output {
  return (input) => {
    start()
    return work(input)
  }
}
