import { readDataset } from '#main/store/dataset-repository.ts'
import { readDecisions, tallyAnnotators } from '#main/store/decision-repository.ts'
import { deleteDraft, readDraft, writeDraft } from '#main/store/draft-repository.ts'
import { readNote, writeNote } from '#main/store/note-repository.ts'
import { countProposalsByState, countProposalsInParts } from '#main/store/proposal-list.ts'
import {
  readProposalContent,
  readProposalOrigin,
  readProposalSummary,
} from '#main/store/proposal-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { readStanding, readStates } from '#main/store/standing-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Job } from '#shared/contract/jobs.ts'
import type { ChangedStep, Lease } from '#shared/contract/review.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { itemText } from '#shared/item-text.ts'
import { acceptanceRate } from './acceptance-rate.ts'
import { announceDecisions } from './announce-decisions.ts'
import { writeDecisions } from './decisions.ts'
import type { ItemDoubts } from './doubts/item-doubts.ts'
import { readHistory } from './history.ts'
import type { Leases } from './leases.ts'
import type { LongSteps } from './long-steps.ts'
import { proposalGone } from './proposal-gone.ts'
import { readQueue } from './queue.ts'
import { bringBack, type Changed, revertStep, takeBack } from './taking-back.ts'

export interface ReviewDependencies {
  workspace: Workspace
  publish: Publish
  /** Asks the queue of jobs for another proposal of the same item. */
  regenerate: (input: { proposal: ProposalId; hint: string }) => Job | Promise<Job>
  doubts: Pick<ItemDoubts, 'known' | 'fresh'>
  leases: Leases
  longSteps: LongSteps
}

export type ReviewService = ReturnType<typeof createReviewService>

/**
 * The contract's section `review`. It keeps nothing in memory but what can be computed again (what the reader is least sure of) and
 * who has what on screen: what answers is on disk, and a restart changes nothing.
 */
export function createReviewService(dependencies: ReviewDependencies) {
  const { workspace, publish, regenerate, doubts, leases, longSteps } = dependencies
  const { database } = workspace
  const takingBack = { workspace, longSteps }
  return {
    queue: (request) => readQueue(database, doubts, request),
    reasons: () => readSettings(database).rejectionReasons,
    counts: ({ filter }) => countProposalsInParts(database, filter),

    /** @throws ExpectedError NOT_FOUND */
    card({ proposal, annotator }) {
      const summary = readProposalSummary(database, proposal)
      const content = readProposalContent(database, proposal)
      if (summary === undefined || content === undefined) throw proposalGone()
      return {
        ...summary,
        positive: {
          text: itemText(content),
          visual: content.visualPositive,
          attributes: content.catalogueAttributes,
        },
        proposed: content.proposed,
        current: content.current,
        draft: (annotator && readDraft(database, proposal, annotator)) ?? null,
        note: (annotator && readNote(database, proposal, annotator)) ?? '',
        standing: readStanding(database, proposal) ?? null,
        history: readDecisions(database, proposal),
      }
    },

    /**
     * One step: all decisions are on disk when this answers, and the person's drafts of them are done with.
     *
     * @throws ExpectedError NOT_FOUND when a proposal is gone, BAD_INPUT when one is named twice or they are of several data
     *   sets; nothing is written then
     */
    decide(input) {
      const written = writeDecisions(database, input)
      if (written.outcome === 'conflict') return written
      const { step, dataset, proposals } = written
      announce(dataset, input.annotator, proposals)
      // The window's lease goes on to the next one, which is one piece of news and not two.
      const next = leaseNext(input, dataset)
      leases.end(proposals)
      return { outcome: 'decided', step, decided: proposals.length, next }
    },

    async bulk({ annotator, filter, verdict, note, wait = false }) {
      const begun = longSteps.begin({ annotator, filter, verdict, note: note ?? null })
      if (!wait) return begun
      await longSteps.settled()
      return longSteps.progress(begun.step)
    },

    stopBulk: ({ step }) => longSteps.stop(step),

    /** A step of older studios that decided proposals of several data sets goes as a whole. Edits come back as drafts: no words are lost. */
    undo({ annotator, dataset }) {
      const taken = takeBack(takingBack, annotator, dataset ?? null)
      return { undone: taken && announceStep(taken, annotator) }
    },

    redo({ annotator, dataset }) {
      const brought = bringBack(takingBack, annotator, dataset ?? null)
      return { redone: brought && announceStep(brought, annotator) }
    },

    history: (query) => readHistory(database, query),

    revert: ({ annotator, step }) => ({
      reverted: announceStep(revertStep(takingBack, annotator, step), annotator),
    }),

    /** @throws ExpectedError NOT_FOUND */
    lease({ takeOver, ...wanted }) {
      return leases.take({ ...wanted, dataset: requireProposal(wanted.proposal) }, takeOver)
    },

    release({ window }) {
      leases.release(window)
      return { released: true }
    },

    leases: ({ dataset }) => leases.of(dataset),

    /** @throws ExpectedError NOT_FOUND */
    saveDraft(input) {
      requireProposal(input.proposal)
      writeDraft(database, { ...input, updatedAt: Date.now() })
      return { saved: true }
    },

    discardDraft({ proposal, annotator }) {
      deleteDraft(database, proposal, annotator)
      return { discarded: true }
    },

    /** @throws ExpectedError NOT_FOUND */
    saveNote(input) {
      const { proposal, annotator, note } = input
      requireProposal(proposal)
      writeNote(database, { proposal, annotator, text: note, updatedAt: Date.now() })
      return { saved: true }
    },

    regenerate,

    /** @throws ExpectedError NOT_FOUND */
    progress({ dataset }) {
      if (readDataset(database, dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      return {
        counts: countProposalsByState(database, { dataset }),
        annotators: tallyAnnotators(database, dataset).map(({ annotator, verdicts, medianDwell }) => ({
          annotator,
          decisions: verdicts.accept + verdicts.edit + verdicts.reject + verdicts.skip,
          acceptanceRate: acceptanceRate(verdicts),
          medianDwell,
        })),
      }
    },
  } satisfies Service<'review'>

  function requireProposal(proposal: ProposalId): DatasetId {
    const origin = readProposalOrigin(database, proposal)
    if (origin === undefined) throw proposalGone()
    return origin.dataset
  }

  function leaseNext(
    { annotator, window, next }: Parameters<Service<'review'>['decide']>[0],
    dataset: DatasetId,
  ): Lease | null {
    if (window === undefined || next === undefined) return null
    const { states } = next
    for (const { proposal, state } of readStates(database, next.proposals)) {
      if (states !== undefined && !states.includes(state)) continue
      const lease = leases.take({ proposal, dataset, annotator, window })
      if (lease.window === window) return lease
    }
    leases.release(window)
    return null
  }

  function announceStep({ changed, dataset }: Changed, annotator: Annotator): ChangedStep {
    if (dataset !== null) announce(dataset, annotator, changed.proposals)
    return changed
  }

  function announce(dataset: DatasetId, annotator: Annotator, proposals: readonly ProposalId[]): void {
    announceDecisions({ database, publish }, dataset, annotator, proposals)
  }
}
