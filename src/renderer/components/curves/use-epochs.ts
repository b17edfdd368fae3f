import { type QueryClient, useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { RunId } from '#shared/contract/ids.ts'
import type { RunEpoch } from '#shared/contract/runs.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { api, client } from '../../app/client.ts'
import { useStudioEvent } from '../../app/live-events.ts'
import { leavesGap, upTo, withEpochs } from './epoch-series.ts'

type EpochEvent = Extract<StudioEvent, { topic: 'run-epoch' }>
type RunEvent = Extract<StudioEvent, { topic: 'run' }>

const NONE: readonly RunEpoch[] = []
const epochsOptions = (run: RunId) => api.runs.epochs.queryOptions({ input: { run } })

export interface EpochsOfRuns {
  /** By run, each in order, growing as it trains. */
  readonly series: readonly (readonly RunEpoch[])[]
  /** Some are not here yet. */
  readonly loading: boolean
}

/** The epochs of some runs. */
export function useEpochs(runs: readonly RunId[]): EpochsOfRuns {
  const queries = useQueryClient()
  useStudioEvent(
    'run-epoch',
    useCallback(({ run, epoch }: EpochEvent) => take(queries, run, [epoch]), [queries]),
  )
  useStudioEvent(
    'run',
    useCallback(
      ({ run }: RunEvent) => {
        cut(queries, run.id, run.epoch)
        void fill(queries, run.id, run.epoch)
      },
      [queries],
    ),
  )
  const answers = useQueries({ queries: runs.map(epochsOptions) })
  return {
    series: answers.map(({ data }) => data ?? NONE),
    loading: answers.some(({ isPending }) => isPending),
  }
}

/** Adds epochs to a series that is being shown; fetches those that the stream left out. */
function take(queries: QueryClient, run: RunId, arrived: readonly RunEpoch[]): void {
  const { queryKey } = epochsOptions(run)
  const series = queries.getQueryData(queryKey)
  const [first] = arrived
  if (series === undefined || first === undefined) return
  if (leavesGap(series, first)) void fill(queries, run, first.epoch)
  queries.setQueryData(queryKey, (before) =>
    before === undefined ? before : [...withEpochs(before, arrived)],
  )
}

/** A run that continues from an earlier checkpoint reports what came after it again. */
function cut(queries: QueryClient, run: RunId, last: number): void {
  queries.setQueryData(epochsOptions(run).queryKey, (before) =>
    before === undefined ? before : upTo(before, last),
  )
}

async function fill(queries: QueryClient, run: RunId, until: number): Promise<void> {
  const { queryKey } = epochsOptions(run)
  const after = queries.getQueryData(queryKey)?.at(-1)?.epoch ?? 0
  if (queries.getQueryData(queryKey) === undefined || after >= until) return
  const missed = await client.runs.epochs({ run, after })
  queries.setQueryData(queryKey, (before) =>
    before === undefined ? before : [...withEpochs(before, missed)],
  )
}
