import { readDataset } from '#main/store/dataset-repository.ts'
import {
  findNewestStandingStep,
  insertDecision,
  insertStep,
  readDecisions,
  readStepDecisions,
  tallyAnnotators,
} from '#main/store/decision-repository.ts'
import { deleteDraft, readDraft, restoreDrafts, writeDraft } from '#main/store/draft-repository.ts'
import { readNote, writeNote } from '#main/store/note-repository.ts'
import { countProposalsByState, listProposalIds, listProposalPositions } from '#main/store/proposal-list.ts'
import {
  readDatasetsOf,
  readProposalContent,
  readProposalOrigin,
  readProposalSummary,
} from '#main/store/proposal-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Job } from '#shared/contract/jobs.ts'
import type { ProposalFilter } from '#shared/contract/proposals.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { itemText } from '#shared/item-text.ts'
import { acceptanceRate } from './acceptance-rate.ts'
import type { Doubts, ItemDoubts } from './doubts/item-doubts.ts'
import { describeStep } from './step-description.ts'

export interface ReviewDependencies {
  workspace: Workspace
  publish: Publish
  /** Asks the queue of jobs for another proposal of the same item. */
  regenerate: (input: { proposal: ProposalId; hint: string }) => Job | Promise<Job>
  doubts: Pick<ItemDoubts, 'known' | 'fresh'>
}

export type ReviewService = ReturnType<typeof createReviewService>

/**
 * The contract's section `review`. But for what the reader is least sure of, which can be computed again, it keeps nothing in memory: what
 * answers is on disk, and a restart changes nothing.
 */
export function createReviewService(dependencies: ReviewDependencies) {
  const { publish, regenerate, doubts } = dependencies
  const { database } = dependencies.workspace
  return {
    async queue({ filter, sort, wait = false }) {
      const of = filter.dataset
      const known = sort !== 'least-certain' ? null : wait ? await doubts.fresh(of) : doubts.known(of)
      return {
        proposals:
          sort === 'least-certain' ? leastCertain(filter, known) : listProposalIds(database, filter, sort),
        counts: countProposalsByState(database, filter),
      }
    },

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
        history: readDecisions(database, proposal),
      }
    },

    /**
     * One step: all decisions are on disk when this answers, and the person's drafts of them are done with.
     *
     * @throws ExpectedError NOT_FOUND when a proposal is gone, BAD_INPUT when one is named twice; nothing is written then
     */
    decide(input) {
      const { annotator, decisions } = input
      const proposals = decisions.map((decision) => decision.proposal)
      if (new Set(proposals).size < proposals.length) {
        throw new ExpectedError('BAD_INPUT', 'One step cannot decide the same proposal twice.')
      }
      const { step, datasets } = database.transaction(() => {
        const datasets = readDatasetsOf(database, proposals)
        if (datasets.size < proposals.length) {
          throw proposals.length === 1 ? proposalGone() : proposalsGone(proposals.length - datasets.size)
        }
        const step = insertStep(database, {
          annotator,
          undoes: null,
          dwell: input.dwell ?? null,
          createdAt: Date.now(),
        })
        for (const decision of decisions) {
          insertDecision(database, step, decision)
          deleteDraft(database, decision.proposal, annotator)
        }
        return { step, datasets }
      })
      announce(proposals, (proposal) => datasets.get(proposal))
      return { step, decided: decisions.length }
    },

    /**
     * Takes back the annotator's newest step that still stands, and says what it was. A step that decided
     * proposals of several data sets goes as a whole. Edits come back as drafts: no words are lost.
     */
    undo({ annotator, dataset }) {
      const taken = database.transaction(() => {
        const step = findNewestStandingStep(database, annotator, dataset ?? null)
        if (step === undefined) return null
        const createdAt = Date.now()
        insertStep(database, { annotator, undoes: step, dwell: null, createdAt })
        restoreDrafts(database, step, createdAt)
        return { step, decisions: readStepDecisions(database, step) }
      })
      if (taken === null) return { undone: null }
      const datasets = new Map(taken.decisions.map((decision) => [decision.proposal, decision.dataset]))
      const proposals = [...datasets.keys()]
      announce(proposals, (proposal) => datasets.get(proposal))
      return { undone: { step: taken.step, proposals, description: describeStep(taken.decisions) } }
    },

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

  function requireProposal(proposal: ProposalId): void {
    if (readProposalOrigin(database, proposal) === undefined) throw proposalGone()
  }

  /** By what the reader is least sure of; oldest first among equals, and where nothing is known yet. */
  function leastCertain(filter: ProposalFilter, doubts: Doubts | null): ProposalId[] {
    const listed = listProposalPositions(database, filter)
    const doubtOf = ({ position }: (typeof listed)[number]) => doubts?.[position] ?? 0
    return listed.sort((a, b) => doubtOf(b) - doubtOf(a)).map(({ proposal }) => proposal)
  }

  /** One event per data set. */
  function announce(
    proposals: readonly ProposalId[],
    datasetOf: (proposal: ProposalId) => DatasetId | undefined,
  ): void {
    for (const [dataset, ids] of Map.groupBy(proposals, datasetOf)) {
      if (dataset !== undefined) publish({ topic: 'decisions', dataset, proposals: ids })
    }
  }
}

function proposalGone(): ExpectedError {
  return new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.', {
    retry: 'Reload the queue.',
  })
}

function proposalsGone(count: number): ExpectedError {
  return new ExpectedError(
    'NOT_FOUND',
    `${count} of these proposals ${count === 1 ? 'does' : 'do'} not exist any more; nothing was decided.`,
    { retry: 'Reload the queue.' },
  )
}
