import { useCallback, useState } from 'react'
import type { Run, RunProgress } from '#shared/contract/runs.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { useStudioEvent } from '../app/live-events.ts'

type ProgressEvent = Extract<StudioEvent, { topic: 'run-progress' }>

/** How far a run's trainer last said it is; null while none trains it. */
export function useProgress({ id, state }: Run): RunProgress | null {
  const [latest, setLatest] = useState<RunProgress | null>(null)
  useStudioEvent(
    'run-progress',
    useCallback(
      ({ progress }: ProgressEvent) => {
        if (progress.run === id) setLatest(progress)
      },
      [id],
    ),
  )
  // A trainer that goes on later may stand further back.
  const isOld = latest !== null && (state !== 'running' || latest.run !== id)
  if (isOld) setLatest(null)
  return isOld ? null : latest
}
