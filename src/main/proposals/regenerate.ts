import { countProposalsOfItem, readProposalOrigin, readProvenance } from '#main/store/proposal-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import { type Job, ProposeOptions } from '#shared/contract/jobs.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { JobQueue } from './queue/job-queue.ts'

/** @throws ExpectedError NOT_FOUND */
export type Regenerate = (input: { proposal: ProposalId; hint: string }) => Job

/**
 * Asks for another proposal for the item of a proposal that is there: the same generator, model and options, a
 * new seed, and the curator's hint. The one that is there stays as it is.
 */
export function createRegenerate(dependencies: {
  workspace: ReadableWorkspace
  queue: JobQueue
}): Regenerate {
  const { queue } = dependencies
  const { database } = dependencies.workspace

  return ({ proposal, hint }) => {
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
  }
}
