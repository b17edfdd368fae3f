import { ORPCError } from '@orpc/client'
import { StepId } from '#shared/contract/ids.ts'
import type { ProposalState } from '#shared/contract/proposals.ts'
import { DecisionInput, type ReviewCard, type Verdict } from '#shared/contract/review.ts'
import { cardLike } from './card-like.ts'
import { datasetLike } from './dataset-like.ts'
import type { FakeAnswers } from './fake-engine.ts'
import { leaseLike } from './lease-like.ts'

const shop = datasetLike(1, 'Shop')
/** Three pending proposals. */
export const CARDS: readonly ReviewCard[] = [1, 2, 3].map((id) => cardLike(id, {}))

const STATE_AFTER: Readonly<Record<Verdict, ProposalState>> = {
  accept: 'accepted',
  reject: 'rejected',
  skip: 'skipped',
  edit: 'edited',
}

/** Decides as the engine does: every decision is a step, which undo takes back. */
export function deskAnswers(decisions: DecisionInput[], cards = CARDS): FakeAnswers {
  const stateOf = (id: number): ProposalState => {
    const decision = decisions.find(({ proposal }) => proposal === id)
    return decision === undefined ? 'pending' : STATE_AFTER[decision.verdict]
  }
  const counts = () => {
    const count = (state: ProposalState) => cards.filter(({ id }) => stateOf(id) === state).length
    return {
      pending: count('pending'),
      accepted: count('accepted'),
      edited: count('edited'),
      rejected: count('rejected'),
      skipped: count('skipped'),
    }
  }
  return {
    catalogue: { datasets: () => [shop], categories: () => [] },
    jobs: { list: () => [] },
    runs: { list: () => [] },
    views: { list: () => [] },
    proposals: {
      list: ({ filter }) => {
        const listed = cards.filter(({ id }) => filter.proposals?.includes(id) ?? true)
        return {
          total: listed.length,
          proposals: listed.map((card) => ({ ...card, state: stateOf(card.id) })),
        }
      },
    },
    review: {
      queue: ({ filter }) => ({
        proposals: cards
          .filter(
            ({ id, title }) =>
              (filter.states ?? [stateOf(id)]).includes(stateOf(id)) &&
              title.toLowerCase().includes(filter.search ?? ''),
          )
          .map(({ id }) => id),
        counts: counts(),
        position: 1,
      }),
      counts: () => counts(),
      leases: () => [],
      lease: ({ proposal, annotator, window }) => leaseLike(proposal, annotator, window),
      release: () => ({ released: true }),
      progress: () => ({ counts: counts(), annotators: [] }),
      card: ({ proposal }) => {
        const card = cards.find(({ id }) => id === proposal)
        if (card === undefined) throw new ORPCError('NOT_FOUND', { defined: true, message: 'Gone.' })
        return { ...card, state: stateOf(proposal) }
      },
      decide: (input) => {
        decisions.push(...input.decisions.map((decision) => DecisionInput.parse(decision)))
        return {
          outcome: 'decided',
          step: StepId.parse(decisions.length),
          decided: input.decisions.length,
          next: null,
        }
      },
      undo: () => {
        const last = decisions.pop()
        if (last === undefined) return { undone: null }
        const step = StepId.parse(decisions.length + 1)
        return {
          undone: {
            step,
            proposals: [last.proposal],
            changed: 1,
            kept: [],
            description: `${last.verdict} of ${last.proposal}`,
          },
        }
      },
      reasons: () => ['Makes no sense', 'Hardly differs'],
      saveDraft: () => ({ saved: true }),
      saveNote: () => ({ saved: true }),
    },
  }
}
