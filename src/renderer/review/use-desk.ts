import { skipToken, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useLayoutEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Annotator, DatasetId, ProposalId, StepId } from '#shared/contract/ids.ts'
import type { NegativeContent, ProposalState } from '#shared/contract/proposals.ts'
import type { ChangedStep, Lease, ReviewCard } from '#shared/contract/review.ts'
import { api, client, mediaUrl } from '../app/client.ts'
import { countOf } from '../components/format.ts'
import { notifyDone, notifyFailure } from '../components/notify.ts'
import { DecisionConflict, SeveralConflict } from './decision-conflict.ts'
import { ReviewDesk } from './desk.ts'
import { type DeskState, expectedSession } from './desk-state.ts'
import { DraftSaver } from './draft-saver.ts'
import { decided, type Session, upcoming } from './session.ts'
import { THIS_WINDOW, withLease } from './use-leases.ts'

/** Width of the picture on screen; the preloaded one must have the same address. */
export const PICTURE_WIDTH = 512
/** Cards that are loaded before they are needed. */
const AHEAD = 4
/** Proposals of which the engine holds the first free one for this window. */
const CANDIDATES = 20

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
export function useDesk(
  dataset: DatasetId,
  annotator: Annotator | null,
  states: readonly ProposalState[] | undefined,
): Desk {
  const queries = useQueryClient()
  const [{ at, who }] = useState(() => {
    // The annotator gives a name after the desk was set up; the desk stays.
    const current: Current = { annotator, next: nextOf(undefined), seen: null, told: new Map() }
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
    const cardOf = (proposal: ProposalId) =>
      queries.getQueryData<ReviewCard>(cardOptions(proposal, current.annotator).queryKey)
    // The next key is about what stands of it now. That the card cannot be had is shown in its place.
    const showAnew = async (step: ChangedStep | null) => {
      const [first] = step?.proposals ?? []
      if (first === undefined) return
      const options = { ...cardOptions(first, current.annotator), staleTime: 0 }
      await queries.fetchQuery(options).catch(() => undefined)
    }
    // The lease of what comes next is known before the event says it, so that it is not asked for again.
    const comingNext = (lease: Lease | null): ProposalId | null => {
      if (lease === null) return null
      queries.setQueryData(
        api.review.leases.queryKey({ input: { dataset } }),
        (leases) => leases && withLease(leases, lease),
      )
      return lease.proposal
    }
    const reviewDesk: ReviewDesk = new ReviewDesk({
      seen: (proposal) => queries.ensureQueryData(cardOptions(proposal, current.annotator)),
      decide: async (decision, dwell) => {
        // No save may come after the decision, which ends the draft.
        await Promise.all([draftSaver.flush(), noteSaver.flush()])
        const { proposal } = decision
        const answer = await client.review.decide({
          annotator: named(),
          decisions: [{ ...decision, ...saidOf(cardOf(proposal), current) }],
          dwell,
          window: THIS_WINDOW,
          next: current.next(decided(reviewDesk.store.getState().session, [proposal])),
        })
        if (answer.outcome === 'decided') return comingNext(answer.next)
        // What stands is on screen before the person is asked.
        const { standing } = await queries.fetchQuery({
          ...cardOptions(proposal, current.annotator),
          staleTime: 0,
        })
        current.seen = { proposal, on: standing?.step ?? null }
        throw new DecisionConflict(proposal, answer.conflicts[0]?.stands ?? null)
      },
      several: async ({ verdict, proposals, reason }) => {
        await Promise.all([draftSaver.flush(), noteSaver.flush()])
        const answer = await client.review.decide({
          annotator: named(),
          decisions: proposals.map((proposal) => ({
            verdict,
            proposal,
            ...(reason === undefined ? {} : { reason }),
            // Without it somebody else's decision is overruled by nobody.
            ...(current.told.has(proposal) ? { on: current.told.get(proposal) } : {}),
            ...noted(cardOf(proposal)?.note),
          })),
          window: THIS_WINDOW,
          next: current.next(decided(reviewDesk.store.getState().session, proposals)),
        })
        if (answer.outcome === 'decided') return comingNext(answer.next)
        for (const { proposal, stands } of answer.conflicts) current.told.set(proposal, stands?.step ?? null)
        throw new SeveralConflict(answer.conflicts, proposals.length)
      },
      bulk: async (verdict, filter) => {
        const {
          state,
          decided: done,
          total,
        } = await client.review.bulk({ annotator: named(), filter, verdict })
        notifyDone(
          state === 'running'
            ? `${countOf(total, 'proposal')}: this goes on in the background, and one undo takes it back.`
            : `${countOf(done, 'proposal')} decided. One undo takes it back.`,
        )
      },
      undo: async () => {
        const { undone } = await client.review.undo({ annotator: named(), dataset })
        await showAnew(undone)
        notifyDone(undone === null ? 'There is nothing left to undo.' : `Undid the ${sentenceOf(undone)}`)
        return undone
      },
      redo: async () => {
        const { redone } = await client.review.redo({ annotator: named(), dataset })
        await showAnew(redone)
        notifyDone(redone === null ? 'There is nothing to redo.' : `Redid the ${sentenceOf(redone)}`)
        return redone
      },
    })
    reviewDesk.store.subscribe(({ shown }, before) => {
      if (shown === null || shown.proposal === before.shown?.proposal) return
      const { proposal } = shown
      current.seen = { proposal, on: cardOf(proposal)?.standing?.step ?? null }
    })
    const at = { desk: reviewDesk, drafts: draftSaver, notes: noteSaver }
    return { at, who: current }
  })
  // Before any other effect: one of them carries out what waited for the name.
  useLayoutEffect(() => {
    who.annotator = annotator
    who.next = nextOf(states)
  }, [who, annotator, states])
  usePreloading(at.desk, annotator)
  useFlushing(at.drafts, at.notes)
  return at
}

/** One part of the desk's state; the component renders again when that part changes. */
export function useDeskState<Part>(desk: ReviewDesk, select: (state: DeskState) => Part): Part {
  return useStore(desk.store, select)
}

/** What the desk needs to know as it is now. */
interface Current {
  annotator: Annotator | null
  /** What may come up next, for the engine to hold one of it. */
  next: (session: Session) => { proposals: ProposalId[]; states?: ProposalState[] }
  /** What stood of the item on screen when it came there, or when the person was told that it changed. */
  seen: { proposal: ProposalId; on: StepId | null } | null
  /** What stands of proposals that were decided together with others, as the person was told after a conflict. */
  told: Map<ProposalId, StepId | null>
}

function nextOf(states: readonly ProposalState[] | undefined): Current['next'] {
  return (session) => {
    const { current } = session
    const proposals = current === null ? [] : [current, ...upcoming(session, CANDIDATES - 1)]
    return { proposals, ...(states === undefined ? {} : { states: [...states] }) }
  }
}

/** "reject of Red mug." and what was not changed. */
function sentenceOf({ description, changed, kept }: ChangedStep): string {
  if (changed === null) return `${description}; this goes on in the background.`
  const [first] = kept
  if (first === undefined) return `${description}.`
  const who = first.annotator === null ? 'changed' : `decided by ${first.annotator}`
  if (changed === 0 && kept.length === 1) return `${description}, which changes nothing: it was ${who} since.`
  return `${description}; ${countOf(kept.length, 'proposal')} ${kept.length === 1 ? 'stays' : 'stay'} as decided since.`
}

/**
 * The note, and what the decision is made on. What somebody else decided while the item was on screen does not count as seen, so that
 * a key that was on its way overrules nobody.
 */
function saidOf(card: ReviewCard | undefined, { annotator, seen }: Current) {
  if (card === undefined) return {}
  const { standing } = card
  const own = standing === null || standing.annotator === annotator
  const on = own || seen?.proposal !== card.id ? (standing?.step ?? null) : seen.on
  return { on, ...noted(card.note) }
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
