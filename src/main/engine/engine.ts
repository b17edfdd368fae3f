import { availableParallelism, totalmem } from 'node:os'
import type { Logger } from 'pino'
import { createCatalogueService } from '#main/catalogue/catalogue-service.ts'
import { readHere } from '#main/catalogue/import/read-dataset.ts'
import { readInThread } from '#main/catalogue/import/read-thread.ts'
import { createImportsService } from '#main/catalogue/imports-service.ts'
import { MediaStore } from '#main/catalogue/media/media-store.ts'
import { removeUnfinished } from '#main/catalogue/remove-dataset.ts'
import { createAttributesService } from '#main/curation/attributes/attributes-service.ts'
import { createPlanting } from '#main/curation/audits/planting.ts'
import { createCuratorsService } from '#main/curation/curators/curators-service.ts'
import { ItemDoubts } from '#main/curation/doubts/item-doubts.ts'
import { createDecisionsService } from '#main/curation/imported/decisions-service.ts'
import { Leases } from '#main/curation/leases.ts'
import { LongSteps } from '#main/curation/long-steps.ts'
import { createQualityService } from '#main/curation/quality/quality-service.ts'
import { createReviewService } from '#main/curation/review-service.ts'
import { createSnapshotsService } from '#main/curation/snapshots-service.ts'
import { createViewsService } from '#main/curation/views-service.ts'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { encodeDataset } from '#main/encoders/encode-dataset.ts'
import type { EncodingContext } from '#main/encoders/encoding-progress.ts'
import { createExportsService } from '#main/exports/exports-service.ts'
import { createGenerators } from '#main/generators/generators.ts'
import { Maps } from '#main/map/maps.ts'
import { createMapsService } from '#main/map/maps-service.ts'
import { Canary } from '#main/model-servers/canary.ts'
import { releaseCard } from '#main/ollama/card-release.ts'
import { createOllamaService } from '#main/ollama/ollama-service.ts'
import { Pulls } from '#main/ollama/pulls.ts'
import { StatusWatch } from '#main/ollama/status-watch.ts'
import { createOpenAiService, lookAtOpenAi } from '#main/openai/openai-service.ts'
import { createProbesService } from '#main/probes/probes-service.ts'
import { createAdviceService } from '#main/proposals/advice/advice-service.ts'
import { createJobsService } from '#main/proposals/jobs-service.ts'
import { ollamaModelsInUse } from '#main/proposals/models-in-use.ts'
import { createProposalsService } from '#main/proposals/proposals-service.ts'
import { JobQueue } from '#main/proposals/queue/job-queue.ts'
import { createRegenerate } from '#main/proposals/regenerate.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { createTemplatesService } from '#main/proposals/templates/templates-service.ts'
import { createTryoutsService } from '#main/proposals/tryouts/tryouts-service.ts'
import { RunQueue } from '#main/runs/run-queue.ts'
import { createRunsService } from '#main/runs/runs-service.ts'
import { backUpDaily } from '#main/store/backups.ts'
import { diskFailure } from '#main/store/disk-failure.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { closeWorkspace, openWorkspace, type WorkspacePaths } from '#main/store/workspace.ts'
import { analyseStudy } from '#main/studies/analysis/analyse-study.ts'
import { storedMaterial } from '#main/studies/analysis/stored-material.ts'
import { createStudiesService } from '#main/studies/studies-service.ts'
import { StudyQueue } from '#main/studies/study-queue.ts'
import type { Service, Services } from '#shared/contract/service.ts'
import type { Study } from '#shared/contract/studies.ts'
import type { Publish, Status } from '#shared/contract/system.ts'
import { Backends } from './backends.ts'
import { EventHub } from './events.ts'
import type { FindPicture } from './http/media.ts'
import { removeImported, removeOldUploads } from './http/upload.ts'
import { LoopWatch } from './loop/loop-watch.ts'
import { createRouter, type StudioRouter } from './router/router.ts'
import { createSystemService } from './system-service.ts'
import { STUDIO_VERSION } from './version.ts'

export interface EngineOptions {
  workspace: string
  mode: Status['mode']
  /** Identifies this engine: leases of jobs carry it. */
  instance: string
  /** Built entry of the trainer process. */
  trainerEntry: string
  /** Built entry of the thread that reads what is imported; without it the engine reads for itself. */
  importReaderEntry?: string | undefined
  /** Who may come in. */
  access: Service<'access'>
  logger: Logger
}

/** The studio without a way in: everything that the contract asks for, over one workspace. */
export interface Engine {
  status: Status
  router: StudioRouter
  picture: FindPicture
  paths: WorkspacePaths
  events: EventHub
  /** Stops long work, which continues at the next start, and closes the workspace. */
  close(): Promise<void>
}

/**
 * The composition root: opens the workspace, creates everything that lives as long as the engine and the services
 * over it, puts in order what a crash left behind, and starts. The caller holds the workspace's lock.
 *
 * @throws ExpectedError as `openWorkspace` does
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { logger, mode, instance, trainerEntry, importReaderEntry } = options
  const onBug = (error: unknown) => {
    const disk = diskFailure(error, options.workspace)
    if (disk === null) logger.error({ err: error }, 'bug in the background')
    else logger.warn({ err: error }, disk.message)
  }
  const workspace = openWorkspace(options.workspace, {
    onSlow: (sql, milliseconds) => logger.warn({ sql, milliseconds: Math.round(milliseconds) }, 'slow query'),
    onBug,
  })
  const { paths, database, reserve } = workspace
  const status: Status = {
    version: STUDIO_VERSION,
    workspace: paths.root,
    mode,
    startedAt: Date.now(),
    instance,
  }
  const settings = () => readSettings(database)

  // What lives as long as the engine.
  const events = new EventHub()
  const { publish } = events
  const closing = new AbortController()
  const media = new MediaStore(workspace)
  const backends = new Backends({ trainerEntry })
  const canary = new Canary()
  const ollamaWatch = new StatusWatch({
    host: () => settings().ollamaHost,
    changed: (found) => publish({ topic: 'ollama', status: found }),
    isHeard: () => events.listeners > 0,
    onBug,
  })
  const pulls = new Pulls(
    (progress) => publish({ topic: 'pull', progress }),
    () => ollamaWatch.lookInBackground(),
    onBug,
  )
  const encoding: EncodingContext = {
    onProgress: (progress) => publish({ topic: 'encoding', progress }),
    signal: closing.signal,
  }
  const texts = createCatalogueEncoder(workspace, () => settings().textEncoder, encoding)
  const pictures = createPictureEncoder(workspace, () => settings().textEncoder, encoding)
  const maps = new Maps({ workspace, texts, publish })
  const generators = createGenerators({ workspace, canary })
  const runQueue = new RunQueue({
    workspace,
    publish,
    trainerEntry,
    knownBackends: (wanted) => backends.known(wanted),
    texts,
    pictures,
    runsAtOnce: () => settings().runsAtOnce,
    machine: { cores: availableParallelism(), memory: totalmem() },
    onEnded: (run, disk) => studyQueue.runEnded(run, disk),
    async freeCard(backend) {
      const said = await releaseCard(
        { backends: async () => (await backends.report()).backends, used: () => ollamaModelsInUse(database) },
        backend,
      )
      if (said.length > 0) ollamaWatch.lookInBackground()
      return said
    },
    onBug,
  })
  const analyse = (study: Study) => analyseStudy(storedMaterial(workspace, runQueue.records, study))
  const studyQueue = new StudyQueue({
    workspace,
    publish,
    runs: runQueue,
    version: STUDIO_VERSION,
    analyse,
    onBug,
  })
  const jobQueue = new JobQueue({
    workspace,
    publish,
    // New proposals are as hard as the newest model finds them.
    onFinished: (dataset) => void runQueue.scorePending(dataset).catch(onBug),
    instance,
    catalogue: texts,
    pictures,
    createGenerator: generators.create,
    plant: createPlanting(workspace),
    onBug,
  })

  const loop = new LoopWatch({
    background: () => [...jobQueue.atWork, ...runQueue.atWork, ...studyQueue.atWork],
    onHold: ({ by, ...hold }) => {
      // Of none of the studio's, it is most often a machine that is busy with something else.
      logger[by.length === 0 ? 'debug' : 'warn']({ by, ...hold }, 'the engine was held up')
    },
  })
  const doubts = new ItemDoubts({ workspace, texts, trainerEntry, publish, onBug })
  /** Tells the windows, and what follows the decisions. */
  const announce: Publish = (event) => {
    publish(event)
    if (event.topic === 'decisions' || event.topic === 'attributes') doubts.changed(event.dataset)
    if (event.topic === 'dataset-removed') doubts.forget(event.dataset)
  }
  const leases = new Leases(publish)
  const longSteps = new LongSteps({ workspace, publish: announce, onBug })

  const catalogue = createCatalogueService({
    workspace,
    media,
    publish: announce,
    forgetRuns: (dataset) => runQueue.forgetDataset(dataset),
    encode: (dataset) => encodeDataset({ texts, pictures }, dataset),
  })
  const runs = createRunsService({ workspace, queue: runQueue, version: STUDIO_VERSION })
  const studies = createStudiesService({
    workspace,
    queue: studyQueue,
    analyse,
    version: STUDIO_VERSION,
  })
  const startStudies = () => {
    runQueue.start()
    studyQueue.start()
  }
  const services: Services = {
    access: options.access,
    system: createSystemService({
      workspace,
      status,
      backends,
      events,
      loop,
      lookAtOllama: (host) => ollamaWatch.look(host),
      lookAtOpenAi: () => lookAtOpenAi(settings(), closing.signal),
      settingsChanged: () => {
        ollamaWatch.lookInBackground()
        runQueue.settingsChanged()
      },
    }),
    catalogue,
    imports: createImportsService({
      workspace,
      media,
      publish,
      releaseUploads: (request) => removeImported(paths.uploads, request),
      reading: importReaderEntry === undefined ? readHere() : readInThread(importReaderEntry),
    }),
    openai: createOpenAiService({ settings, canary, closing: closing.signal }),
    ollama: createOllamaService({ settings, watch: ollamaWatch, pulls, canary, closing: closing.signal }),
    templates: createTemplatesService({ workspace }),
    tryouts: createTryoutsService({ workspace, generators, texts, pictures }),
    advice: createAdviceService({ workspace }),
    jobs: createJobsService({ workspace, queue: jobQueue, freezeGenerator: generators.freeze }),
    proposals: createProposalsService({ workspace, texts, pictures }),
    review: createReviewService({
      workspace,
      publish: announce,
      doubts,
      leases,
      longSteps,
      regenerate: createRegenerate({ workspace, queue: jobQueue }),
    }),
    decisions: createDecisionsService({ workspace, publish: announce, leases }),
    views: createViewsService({ workspace, publish: announce }),
    attributes: createAttributesService({ workspace, publish: announce, settings, closing: closing.signal }),
    curators: createCuratorsService({ workspace }),
    quality: createQualityService({ workspace }),
    maps: createMapsService(maps),
    snapshots: createSnapshotsService({ workspace }),
    exports: createExportsService({ workspace, texts }),
    probes: createProbesService({
      workspace,
      texts,
      pictures,
      trainerEntry,
      knownBackends: (wanted) => backends.known(wanted),
    }),
    // A command trains what it was asked to: what a window left in the queue begins only then, as with jobs.
    runs: {
      ...runs,
      create: after(() => runQueue.start(), runs.create),
      resume: after(() => runQueue.start(), runs.resume),
    },
    studies: {
      ...studies,
      create: (request) => (request.start ? after(startStudies, studies.create) : studies.create)(request),
      start: after(startStudies, studies.start),
      resume: after(startStudies, studies.resume),
    },
  }

  reserve.keep()
  await removeOldUploads(paths.uploads)
  await removeUnfinished(workspace, media)
  seedTemplates(database)
  runQueue.recover()
  studyQueue.recover()
  longSteps.start()
  let sample: Promise<unknown> = Promise.resolve()
  let backup: Promise<unknown> = Promise.resolve()
  if (mode !== 'command') {
    backup = backUpDaily(paths, database, closing.signal).catch(onBug)
    jobQueue.start()
    startStudies()
    ollamaWatch.start()
    if (catalogue.datasets().length === 0) sample = catalogue.createSample().catch(onBug)
  }
  logger.info({ ...status }, 'engine started')

  return {
    status,
    router: createRouter(services, logger, paths, (procedure, work) => loop.run(procedure, work)),
    picture: (hash, width) => media.picture(hash, width),
    paths,
    events,
    async close() {
      events.close()
      loop.close()
      leases.close()
      backends.close()
      closing.abort()
      ollamaWatch.close()
      await Promise.all([
        jobQueue.close(),
        studyQueue.close(),
        runQueue.close(),
        pulls.close(),
        maps.close(),
        doubts.close(),
        longSteps.close(),
      ])
      await Promise.all([sample, backup])
      closeWorkspace(workspace)
      logger.info('engine closed')
    },
  }
}

function after<Input, Output>(first: () => void, work: (input: Input) => Output): (input: Input) => Output {
  return (input) => {
    first()
    return work(input)
  }
}
