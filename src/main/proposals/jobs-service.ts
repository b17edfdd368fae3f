import { readDataset } from '#main/store/dataset-repository.ts'
import { listFailures, namedItems, nextItems } from '#main/store/job-item-repository.ts'
import { countProposalsOfItem, readProposalOrigin, readProvenance } from '#main/store/proposal-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { ItemId, JobId, ProposalId } from '#shared/contract/ids.ts'
import { type Job, type JobFailure, ProposeOptions, type ProposeRequest } from '#shared/contract/jobs.ts'
import type { TemplateChoice } from '#shared/contract/templates.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { JobQueue } from './queue/job-queue.ts'
import { modelOf } from './queue/options.ts'

export interface JobsDependencies {
  workspace: Workspace
  queue: JobQueue
  /**
   * The newest versions of the named templates, and of the built-in ones where none is named.
   *
   * @throws ExpectedError NOT_FOUND, BAD_INPUT
   */
  chooseTemplates: (wanted: ProposeRequest['templates']) => TemplateChoice
}

/** The contract's section `jobs`. */
export interface JobsService {
  propose(request: ProposeRequest): Job
  list(): Job[]
  get(input: { job: JobId }): Job
  pause(input: { job: JobId }): Job
  resume(input: { job: JobId }): Job
  stop(input: { job: JobId }): Job
  failures(input: { job: JobId }): JobFailure[]
  retryFailed(input: { job: JobId }): Job
  /**
   * Another proposal for the item of a proposal that is there: the same generator, model and options, a new
   * seed, and the curator's hint. The one that is there stays as it is.
   *
   * @throws ExpectedError NOT_FOUND
   */
  regenerate(input: { proposal: ProposalId; hint: string }): Job
}

const DEFAULT_SEED = 1

export function createJobsService({ workspace, queue, chooseTemplates }: JobsDependencies): JobsService {
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
      templates: chooseTemplates(request.templates),
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
    failures({ job }) {
      queue.get(job)
      return listFailures(database, job)
    },
    retryFailed: ({ job }) => queue.retryFailed(job),
    regenerate({ proposal, hint }) {
      const origin = readProposalOrigin(database, proposal)
      const provenance = readProvenance(database, proposal)
      if (origin === undefined || provenance === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.')
      }
      const { hint: _, ...options } = ProposeOptions.parse(provenance.options)
      const again: ProposeOptions = {
        ...options,
        concurrency: 1,
        // Every proposal of an item has another seed, and the same clicks lead to the same seeds.
        seed: options.seed + countProposalsOfItem(database, origin.item),
      }
      const wish = hint.trim()
      return queue.add({ dataset: origin.dataset, options: wish === '' ? again : { ...again, hint: wish } }, [
        origin.item,
      ])
    },
  }
}
