import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import { type ProposalFilter, ProposalState } from '#shared/contract/proposals.ts'
import { countOfStates, type QueueStart, type ReviewSort, type StateCounts } from '#shared/contract/review.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { api, client } from '../app/client.ts'
import { useStudioEvent } from '../app/live-events.ts'
import { describeFailure } from '../components/failure.ts'
import { notifyFailure } from '../components/notify.ts'
import type { ReviewDesk } from './desk.ts'
import { filterOf, narrowingCount, type ReviewSearch, sortOf } from './search.ts'
import { isLoaded, lacking, type Stretch } from './session.ts'
import { useThrottled } from './use-throttled.ts'

/** Ids that are asked for at once, and how many undecided ones should be there behind what is on screen. */
const PAGE = 200
const MARGIN = 60
/** What others do to a filtered queue is counted again at most this often. */
const REFRESH_MILLISECONDS = 1000

type DecisionsEvent = Extract<StudioEvent, { topic: 'decisions' }>
type DatasetEvent = { dataset: DatasetId }

/** Keeps a stretch of the queue on the desk, as the filter in the address and the news of the engine have it. */
export function useQueue(dataset: DatasetId, search: ReviewSearch, desk: ReviewDesk) {
  const { proposal } = search
  const identity = JSON.stringify([filterOf(search, dataset), sortOf(search), proposal])
  // The same objects for as long as they say the same.
  const { filter, sort } = useMemo(() => {
    const [ofQueue, inOrder] = JSON.parse(identity) as [ProposalFilter, ReviewSort]
    return { filter: ofQueue, sort: inOrder }
  }, [identity])
  const from: QueueStart | undefined = proposal === undefined ? undefined : { kind: 'at', proposal }
  const query = useQuery(
    api.review.queue.queryOptions({ input: { filter, sort, limit: PAGE, ...(from && { from }) } }),
  )
  const openedAs = useRef<string | null>(null)
  useEffect(() => {
    if (query.data === undefined) return
    const stretch = stretchOf(query.data, filter, from?.kind !== 'at')
    if (openedAs.current !== identity) {
      openedAs.current = identity
      desk.open(stretch, proposal)
    } else if (desk.store.getState().session.current === null) {
      const { proposals, whole } = stretch
      desk.enqueueUpdate({ kind: 'extended', side: 'back', proposals, reachesEnd: whole.back })
    }
  }, [desk, query.data, identity, filter, proposal, from?.kind])

  const load = useCallback(
    async (start: QueueStart | undefined) => {
      const answer = await client.review.queue({ filter, sort, limit: PAGE, ...(start && { from: start }) })
      return { ...answer, stretch: stretchOf(answer, filter, start === undefined) }
    },
    [filter, sort],
  )
  const further = useLoading(desk, load)
  useNews(dataset, filter, desk, load, () => void query.refetch())

  const jump = useCallback(
    (position: number) => {
      if (isLoaded(desk.store.getState().session, position)) {
        desk.dispatch({ kind: 'jump', position })
        return
      }
      load({ kind: 'position', position }).then(({ stretch }) => {
        const [first] = stretch.proposals
        if (first !== undefined) desk.open(stretch, first)
      }, notifyFailure)
    },
    [desk, load],
  )
  const find = useCallback(
    async (wanted: ProposalId) => {
      const card = await client.review.card({ proposal: wanted }).catch((error) => {
        const failure = describeFailure(error)
        if (failure.kind !== 'expected' || failure.code !== 'NOT_FOUND') throw error
        throw new ExpectedError('NOT_FOUND', `There is no proposal ${wanted}.`)
      })
      if (card.dataset !== dataset) {
        throw new ExpectedError(
          'NOT_FOUND',
          `Proposal ${wanted} belongs to another data set; choose that first.`,
        )
      }
      const { session } = desk.store.getState()
      const place = session.order.indexOf(wanted)
      if (place >= 0) desk.dispatch({ kind: 'jump', position: session.start + place })
      else desk.open((await load({ kind: 'at', proposal: wanted })).stretch, wanted)
    },
    [desk, dataset, load],
  )
  return { query, filter, sort, jump, find, further, counts: useCounts(dataset, search, filter) }
}

function stretchOf(
  answer: { proposals: Stretch['proposals']; position: number | null; counts: StateCounts | null },
  { states }: ProposalFilter,
  fromStart: boolean,
): Stretch {
  const { proposals, counts } = answer
  const start = answer.position ?? 1
  const counted = counts === null ? 0 : countOfStates(counts, states)
  return {
    proposals,
    start,
    whole: { front: fromStart || answer.position === 1, back: proposals.length < PAGE },
    total: Math.max(counted, start - 1 + proposals.length),
  }
}

/** Loads further before the curator gets to the end of what is there. Returns what loads further behind it in any case. */
function useLoading(
  desk: ReviewDesk,
  load: (from: QueueStart | undefined) => Promise<{ stretch: Stretch }>,
): () => void {
  const behind = useRef<() => void>(() => undefined)
  useEffect(() => {
    const asked = new Set<string>()
    let left = false
    const look = () => ask(lacking(desk.store.getState().session, MARGIN))
    const ask = (side: 'front' | 'back' | null) => {
      const { session } = desk.store.getState()
      const edge = side === 'front' ? session.order[0] : session.order.at(-1)
      if (side === null || edge === undefined) return
      const name = `${side} ${edge}`
      if (asked.has(name)) return
      asked.add(name)
      load({ kind: side === 'front' ? 'before' : 'after', proposal: edge }).then(
        ({ stretch: { proposals } }) => {
          const reachesEnd = proposals.length < PAGE
          if (!left) desk.enqueueUpdate({ kind: 'extended', side, proposals, reachesEnd })
        },
        (error) => {
          asked.delete(name)
          if (!left) notifyFailure(error)
        },
      )
    }
    behind.current = () => {
      if (!desk.store.getState().session.whole.back) ask('back')
    }
    look()
    const unsubscribe = desk.store.subscribe((state, before) => {
      if (state.session !== before.session) look()
    })
    return () => {
      left = true
      unsubscribe()
    }
  }, [desk, load])
  return useCallback(() => behind.current(), [])
}

/** Takes in what others do. A decision never makes the queue be asked for again; a bulk action does. */
function useNews(
  dataset: DatasetId,
  filter: ProposalFilter,
  desk: ReviewDesk,
  load: (from: QueueStart | undefined) => Promise<{ stretch: Stretch }>,
  refetch: () => void,
): void {
  const lookAgain = useThrottled(() => {
    if (desk.store.getState().session.current === null) refetch()
  }, REFRESH_MILLISECONDS)
  const reopen = useThrottled(() => {
    const asked = desk.store.getState().session
    const { current } = asked
    const takeIn = ({ stretch }: { stretch: Stretch }) =>
      desk.enqueueUpdate({ kind: 'reopened', stretch, asked })
    load(current === null ? undefined : { kind: 'at', proposal: current }).then((there) => {
      if (current !== null && there.stretch.proposals.length === 0) {
        void load(undefined).then(takeIn, notifyFailure)
      } else takeIn(there)
    }, notifyFailure)
  }, REFRESH_MILLISECONDS)
  useStudioEvent(
    'decisions',
    useCallback(
      (event: DecisionsEvent) => {
        if (event.dataset !== dataset) return
        const { states = ProposalState.options } = filter
        const gone = event.changes.filter(({ state }) => !states.includes(state))
        if (gone.length > 0) {
          desk.enqueueUpdate({ kind: 'gone', proposals: new Set(gone.map(({ proposal }) => proposal)) })
        }
        if (event.all) lookAgain()
        else reopen()
      },
      [dataset, filter, desk, lookAgain, reopen],
    ),
  )
  const onOther = useCallback(
    (event: DatasetEvent) => {
      if (event.dataset === dataset) lookAgain()
    },
    [dataset, lookAgain],
  )
  useStudioEvent('proposal', onOther)
  useStudioEvent('review-order', onOther)
}

/** How many proposals are in each state, of those that the other filters let through. */
function useCounts(
  dataset: DatasetId,
  search: ReviewSearch,
  filter: ProposalFilter,
): StateCounts | undefined {
  const queries = useQueryClient()
  const { states: _, ...others } = filter
  const options = api.review.counts.queryOptions({ input: { filter: others } })
  const counts = useQuery(options)
  const countAgain = useThrottled(() => void counts.refetch(), REFRESH_MILLISECONDS)
  const narrowed = narrowingCount(search) > 0 || search.search !== undefined
  const key = JSON.stringify(options.queryKey)
  useStudioEvent(
    'decisions',
    useCallback(
      (event: DecisionsEvent) => {
        if (event.dataset !== dataset) return
        if (narrowed) countAgain()
        else queries.setQueryData(JSON.parse(key) as typeof options.queryKey, event.counts)
      },
      [dataset, narrowed, countAgain, queries, key],
    ),
  )
  useStudioEvent(
    'proposal',
    useCallback(
      (event: DatasetEvent) => {
        if (event.dataset === dataset) countAgain()
      },
      [dataset, countAgain],
    ),
  )
  return counts.data
}
