import type { Generators } from '#main/generators/generators.ts'
import { adviceOf } from '#main/proposals/advice/suggest-advice.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { listFailures, listJobItems, namedItems, nextItems } from '#main/store/job-item-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { ProposeOptions, ProposeRequest } from '#shared/contract/jobs.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { modelOf } from '#shared/generators/generator-options.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { estimateJob } from './costs/estimate.ts'
import type { JobQueue } from './queue/job-queue.ts'

export interface JobsDependencies {
  workspace: ReadableWorkspace
  queue: JobQueue
  freezeGenerator: Generators['freeze']
}

/** The contract's section `jobs`: what jobs are asked to do. The queue does it. */
export function createJobsService({ workspace, queue, freezeGenerator }: JobsDependencies) {
  const { database } = workspace

  function freeze(request: ProposeRequest): ProposeOptions {
    const settings = readSettings(database)
    const { concurrency = settings.concurrency, seed } = request
    return {
      ...JobSettings.parse({ concurrency, seed }),
      ...(request.advice === true && { advice: adviceOf(database, request.dataset).lines }),
      generator: freezeGenerator(request.generator, request.settings ?? {}, settings),
    }
  }

  function select(request: ProposeRequest, options: ProposeOptions): ItemId[] {
    const candidates = {
      dataset: request.dataset,
      generator: options.generator.name,
      model: modelOf(options.generator),
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

  function requireDataset(dataset: DatasetId): void {
    if (readDataset(database, dataset) !== undefined) return
    throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
  }

  return {
    /** @throws ExpectedError NOT_FOUND, BAD_INPUT for settings that the generator cannot use */
    propose(request) {
      requireDataset(request.dataset)
      const options = freeze(request)
      return queue.add({ dataset: request.dataset, options }, select(request, options))
    },
    /** @throws as `propose` does, but for items that are not in the data set */
    estimate(request) {
      requireDataset(request.dataset)
      return estimateJob(database, request, freeze(request))
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
