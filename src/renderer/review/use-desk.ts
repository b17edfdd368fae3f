import { skipToken, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useLayoutEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import type { ReviewCard, Standing } from '#shared/contract/review.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { api, client, mediaUrl } from '../app/client.ts'
import { notifyDone, notifyFailure } from '../components/notify.ts'
import { ReviewDesk } from './desk.ts'
import { type DeskDecision, type DeskState, expectedSession } from './desk-state.ts'
import { DraftSaver } from './draft-saver.ts'
import { upcoming } from './session.ts'

/** Width of the picture on screen; the preloaded one must have the same address. */
export const PICTURE_WIDTH = 512
/** Cards that are loaded before they are needed. */
const AHEAD = 3

export interface Desk {
  readonly desk: ReviewDesk
  readonly drafts: DraftSaver<ProposalId, NegativeContent>
  readonly notes: DraftSaver<ProposalId, string>
}

/** The card as this annotator sees it, with the draft; no proposal asks for nothing. */
export function cardOptions(proposal: ProposalId | null, annotator: Annotator | null) {
  if (proposal === null) return api.review.card.queryOptions({ input: skipToken })
  return api.review.card.queryOptions({
    input: annotator === null ? { proposal } : { proposal, annotator },
  })
}

/** The desk of one annotator at one data set, tied to the engine. */
export function useDesk(dataset: DatasetId, annotator: Annotator | null): Desk {
  const queries = useQueryClient()
  const [{ at, who }] = useState(() => {
    // The annotator gives a name after the desk was set up; the desk stays.
    const current: { annotator: Annotator | null } = { annotator }
    const named = () => {
      if (current.annotator === null) throw new Error('A decision needs the annotator’s name')
      return current.annotator
    }
    const draftSaver = new DraftSaver<ProposalId, NegativeContent>(
      (proposal, content) => client.review.saveDraft({ proposal, annotator: named(), content }),
      notifyFailure,
    )
    const noteSaver = new DraftSaver<ProposalId, string>(
      (proposal, note) => client.review.saveNote({ proposal, annotator: named(), note }),
      notifyFailure,
    )
    const reviewDesk = new ReviewDesk({
      seen: (proposal) => queries.ensureQueryData(cardOptions(proposal, current.annotator)),
      decide: async (decision, dwell) => {
        // No save may come after the decision, which ends the draft.
        await Promise.all([draftSaver.flush(), noteSaver.flush()])
        const cardOf = (proposal: ProposalId) =>
          queries.getQueryData<ReviewCard>(cardOptions(proposal, current.annotator).queryKey)
        const answer = await client.review.decide({
          annotator: named(),
          decisions: decisionInputs(decision, cardOf),
          ...(dwell === null ? {} : { dwell }),
        })
        if (answer.outcome === 'decided') return
        for (const { proposal } of answer.conflicts) {
          void queries.invalidateQueries({ queryKey: cardOptions(proposal, current.annotator).queryKey })
        }
        throw new ExpectedError('CONFLICT', conflictSentence(answer.conflicts), {
          retry: 'Decide again to overrule it, or go on.',
        })
      },
      undo: async () => (await client.review.undo({ annotator: named(), dataset })).undone,
      undone: (description) =>
        notifyDone(description === null ? 'There is nothing left to undo.' : `Undid the ${description}.`),
    })
    return { at: { desk: reviewDesk, drafts: draftSaver, notes: noteSaver }, who: current }
  })
  // Before any other effect: one of them carries out what waited for the name.
  useLayoutEffect(() => {
    who.annotator = annotator
  }, [who, annotator])
  usePreloading(at.desk, annotator)
  useFlushing(at.drafts, at.notes)
  return at
}

/** One part of the desk's state; the component renders again when that part changes. */
export function useDeskState<Part>(desk: ReviewDesk, select: (state: DeskState) => Part): Part {
  return useStore(desk.store, select)
}

function decisionInputs(decision: DeskDecision, cardOf: (proposal: ProposalId) => ReviewCard | undefined) {
  if (decision.verdict === 'edit') {
    const { verdict, proposal, content } = decision
    return [{ verdict, proposal, content, ...saidOf(cardOf(proposal)) }]
  }
  const { verdict, proposals } = decision
  return proposals.map((proposal) => ({
    verdict,
    proposal,
    ...(proposals.length === 1 ? saidOf(cardOf(proposal)) : {}),
  }))
}

/** The note, and what stood when the person decided. */
function saidOf(card: ReviewCard | undefined) {
  if (card === undefined) return {}
  return { on: card.standing?.step ?? null, ...noted(card.note) }
}

function conflictSentence(conflicts: readonly { stands: Standing | null }[]): string {
  const [first] = conflicts
  if (conflicts.length === 1) {
    return first?.stands == null
      ? 'The decision that stood was taken back meanwhile; nothing was written.'
      : `${first.stands.annotator} ${first.stands.state} this meanwhile; nothing was written.`
  }
  return `${conflicts.length} of these were decided by somebody else meanwhile; nothing was written.`
}

function noted(note: string | undefined): { note?: string } {
  return note === undefined || note === '' ? {} : { note }
}

/** Loads the next cards and their pictures, so that a decision shows the next item at once. */
function usePreloading(desk: ReviewDesk, annotator: Annotator | null): void {
  const queries = useQueryClient()
  useEffect(() => {
    const preload = (state: DeskState) => {
      for (const proposal of upcoming(expectedSession(state), AHEAD)) {
        void queries.ensureQueryData({ ...cardOptions(proposal, annotator), revalidateIfStale: true }).then(
          preloadPictures,
          // The card is asked for again, and its failure shown, when its turn comes.
          () => undefined,
        )
      }
    }
    preload(desk.store.getState())
    // A subscription instead of a render: rendering on every command would delay its decision.
    return desk.store.subscribe((state, before) => {
      if (state.session !== before.session || state.queued !== before.queued) preload(state)
    })
  }, [queries, desk, annotator])
}

function preloadPictures({ image }: ReviewCard): void {
  if (image === null) return
  for (const width of [PICTURE_WIDTH, 128] as const) new Image().src = mediaUrl(image, width)
}

/** What was typed goes to the engine when the page loses the person's eye. */
function useFlushing(...savers: { flush(): Promise<void> }[]): void {
  const [drafts, notes] = savers
  const flush = useCallback(() => {
    void drafts?.flush()
    void notes?.flush()
  }, [drafts, notes])
  useEffect(() => {
    window.addEventListener('blur', flush)
    window.addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
    return () => {
      window.removeEventListener('blur', flush)
      window.removeEventListener('pagehide', flush)
      document.removeEventListener('visibilitychange', flush)
      flush()
    }
  }, [flush])
}
