import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import type { DatasetId } from '#shared/contract/ids.ts'
import { api } from '../app/client.ts'
import { useStudioEvent } from '../app/live-events.ts'
import type { ReviewDesk } from './desk.ts'
import { filterOf, type ReviewSearch, sortOf } from './search.ts'

/** A queue of a hundred thousand ids is fetched again at most this often. */
const REFRESH_MILLISECONDS = 1000

/** Keeps the desk's queue as the filter in the address and the news of the engine have it. */
export function useQueue(dataset: DatasetId, search: ReviewSearch, desk: ReviewDesk) {
  const filter = filterOf(search, dataset)
  const sort = sortOf(search)
  const query = useQuery(api.review.queue.queryOptions({ input: { filter, sort } }))
  const identity = JSON.stringify([filter, sort, search.proposal])
  const openedAs = useRef<string | null>(null)
  const { proposal } = search
  useEffect(() => {
    if (query.data === undefined) return
    if (openedAs.current === identity) {
      desk.enqueueUpdate({ kind: 'fetched', queue: query.data.proposals })
    } else {
      openedAs.current = identity
      desk.open(query.data.proposals, proposal)
    }
  }, [desk, query.data, identity, proposal])
  useRefreshing(dataset, () => void query.refetch())
  return { query, filter, sort }
}

function useRefreshing(dataset: DatasetId, refetch: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const newest = useRef(refetch)
  useEffect(() => {
    newest.current = refetch
  })
  const refresh = useCallback(
    (event: { dataset: DatasetId }) => {
      if (event.dataset !== dataset) return
      timer.current ??= setTimeout(() => {
        timer.current = null
        newest.current()
      }, REFRESH_MILLISECONDS)
    },
    [dataset],
  )
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  useStudioEvent('proposal', refresh)
  useStudioEvent('decisions', refresh)
  useStudioEvent('review-order', refresh)
}
