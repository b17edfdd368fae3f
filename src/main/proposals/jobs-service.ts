import { readDataset } from '#main/store/dataset-repository.ts'
import { listFailures, listJobItems, namedItems, nextItems } from '#main/store/job-item-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import type { ProposeOptions, ProposeRequest } from '#shared/contract/jobs.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { JobQueue } from './queue/job-queue.ts'
import { modelOf } from './queue/options.ts'
import { chooseTemplates } from './templates/template-choice.ts'

export interface JobsDependencies {
  workspace: ReadableWorkspace
  queue: JobQueue
}

const DEFAULT_SEED = 1

/** The contract's section `jobs`: what jobs are asked to do. The queue does it. */
export function createJobsService({ workspace, queue }: JobsDependencies) {
  const { database } = workspace

  function freeze(request: ProposeRequest): ProposeOptions {
    const settings = readSettings(database)
    const concurrency = request.concurrency ?? settings.concurrency
    const seed = request.seed ?? DEFAULT_SEED
    if (request.generator === 'rule-based') return { generator: 'rule-based', concurrency, seed }
    const model = request.model ?? settings.model
    if (model === null) {
      throw new ExpectedError('BAD_INPUT', 'No model was chosen yet: choose one in the settings.')
    }
    return {
      generator: 'ollama',
      model,
      host: request.host ?? settings.ollamaHost,
      templates: chooseTemplates(database, request.templates),
      concurrency,
      temperature: request.temperature ?? settings.temperature,
      contextLength: settings.contextLength,
      seed,
    }
  }

  function select(request: ProposeRequest, options: ProposeOptions): ItemId[] {
    const candidates = {
      dataset: request.dataset,
      generator: options.generator,
      model: modelOf(options),
      seed: options.seed,
      limit: request.limit ?? Number.MAX_SAFE_INTEGER,
    }
    if (request.items === undefined) return nextItems(database, candidates)
    const named = namedItems(database, candidates, request.items)
    if (named.length < new Set(request.items).size) {
      throw new ExpectedError('NOT_FOUND', 'Some of these items are not in this data set.')
    }
    // Who names an item wants another proposal for it, but not two at once.
    return named
      .filter(({ awaited }) => !awaited)
      .slice(0, candidates.limit)
      .map(({ item }) => item)
  }

  return {
    /** @throws ExpectedError NOT_FOUND, BAD_INPUT without a model */
    propose(request) {
      if (readDataset(database, request.dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      const options = freeze(request)
      return queue.add({ dataset: request.dataset, options }, select(request, options))
    },
    list: () => queue.list(),
    get: ({ job }) => queue.get(job),
    pause: ({ job }) => queue.pause(job),
    resume: ({ job }) => queue.resume(job),
    stop: ({ job }) => queue.stop(job),
    /** @throws ExpectedError NOT_FOUND */
    items({ job }) {
      queue.get(job)
      return listJobItems(database, job)
    },
    /** @throws ExpectedError NOT_FOUND */
    failures({ job }) {
      queue.get(job)
      return listFailures(database, job)
    },
    retryFailed: ({ job }) => queue.retryFailed(job),
  } satisfies Service<'jobs'>
}
