import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'
import type { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Lease } from '#shared/contract/review.ts'
import { api, client } from '../app/client.ts'
import { notifyFailure } from '../components/notify.ts'
import type { ReviewDesk } from './desk.ts'

/** Names this window to the others; another one at every load of the page. */
export const THIS_WINDOW = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
  byte.toString(16).padStart(2, '0'),
).join('')
const HEARTBEAT_MILLISECONDS = 10_000

/**
 * Holds what is on screen for this window, and keeps the desk from what others have. Answers what others have on screen, who
 * of them has what is on this one, and how to take it over.
 */
export function useLeases(
  dataset: DatasetId,
  desk: ReviewDesk,
  annotator: Annotator | null,
  current: ProposalId | null,
): { holder: Lease | null; others: readonly Lease[]; takeOver: () => void } {
  const queries = useQueryClient()
  const leases = useQuery(api.review.leases.queryOptions({ input: { dataset } }))
  const others = useMemo(
    () => leases.data?.filter(({ window }) => window !== THIS_WINDOW) ?? [],
    [leases.data],
  )
  useEffect(() => {
    desk.enqueueUpdate({ kind: 'taken', proposals: new Set(others.map(({ proposal }) => proposal)) })
  }, [desk, others])

  const take = useCallback(
    (proposal: ProposalId, takeOver = false) =>
      annotator === null
        ? Promise.resolve()
        : client.review.lease({ proposal, annotator, window: THIS_WINDOW, takeOver }).then(() => undefined),
    [annotator],
  )
  useEffect(() => {
    if (current === null) return
    // The answer to a decision brings the lease of the next one.
    const held = queries
      .getQueryData(api.review.leases.queryKey({ input: { dataset } }))
      ?.some(({ proposal, window }) => proposal === current && window === THIS_WINDOW)
    // A heartbeat that failed comes again; that the engine is gone is shown elsewhere.
    const beat = () => void take(current).catch(() => undefined)
    if (held !== true) beat()
    const timer = setInterval(beat, HEARTBEAT_MILLISECONDS)
    return () => clearInterval(timer)
  }, [queries, dataset, current, take])
  const nothing = current === null
  useEffect(() => {
    if (nothing) release()
  }, [nothing])
  useEffect(() => {
    window.addEventListener('pagehide', release)
    return () => {
      window.removeEventListener('pagehide', release)
      release()
    }
  }, [])
  const holder = others.find(({ proposal }) => proposal === current) ?? null
  const takeOver = useCallback(() => {
    if (current !== null) void take(current, true).catch(notifyFailure)
  }, [current, take])
  return { holder, others, takeOver }
}

/** The leases with one of them as an answer of the engine has it; a window has one. */
export function withLease(leases: readonly Lease[], lease: Lease): Lease[] {
  const { window, proposal } = lease
  return [...leases.filter((other) => other.window !== window && other.proposal !== proposal), lease]
}

/** Without it the lease ends by itself half a minute later. */
function release(): void {
  void client.review.release({ window: THIS_WINDOW }).catch(() => undefined)
}
