import { useMutation } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { JobId, ProposalId } from '#shared/contract/ids.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { api } from '../app/client.ts'
import { useStudioEvent } from '../app/live-events.ts'
import { notifyDone, notifyFailure } from '../components/notify.ts'
import type { ReviewDesk } from './desk.ts'

type JobEvent = Extract<StudioEvent, { topic: 'job' }>
type ProposalEvent = Extract<StudioEvent, { topic: 'proposal' }>

/** Arrivals that came before their job's number was known; the newest few are enough. */
const REMEMBERED = 20

/**
 * Asks for proposals again with a hint, and brings what comes of it to the desk. `expected` counts
 * those under way.
 */
export function useRegeneration(desk: ReviewDesk): {
  regenerate: (proposal: ProposalId, hint: string) => void
  expected: number
} {
  const [jobs, setJobs] = useState<readonly JobId[]>([])
  const recent = useRef<ProposalEvent[]>([])
  const done = useCallback((job: JobId) => setJobs((open) => open.filter((id) => id !== job)), [])
  const mutation = useMutation(
    api.review.regenerate.mutationOptions({
      onSuccess: (job) => {
        const early = recent.current.find((event) => event.job === job.id)
        if (early === undefined) setJobs((open) => [...open, job.id])
        else desk.insertNext(early.proposal)
      },
      onError: notifyFailure,
    }),
  )
  useStudioEvent(
    'proposal',
    useCallback(
      (event: ProposalEvent) => {
        recent.current = [...recent.current, event].slice(-REMEMBERED)
        if (!jobs.includes(event.job)) return
        done(event.job)
        desk.insertNext(event.proposal)
        notifyDone('The new proposal comes next.')
      },
      [jobs, done, desk],
    ),
  )
  useStudioEvent(
    'job',
    useCallback(
      ({ job }: JobEvent) => {
        const ended =
          job.state === 'failed' || job.state === 'stopped' || (job.state === 'finished' && job.failed > 0)
        if (!jobs.includes(job.id) || !ended) return
        done(job.id)
        notifyFailure(new Error(job.message ?? 'No new proposal came: the model gave no usable answer.'))
      },
      [jobs, done],
    ),
  )
  return {
    regenerate: (proposal, hint) => mutation.mutate({ proposal, hint }),
    expected: jobs.length + (mutation.isPending ? 1 : 0),
  }
}
