import { useEffect } from 'react'
import { z } from 'zod'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type Run, RunSelection } from '#shared/contract/runs.ts'
import type { StudySummary } from '#shared/contract/studies.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { withRun } from '#shared/runs/run-selection.ts'
import { api, client, queryClient, wasSignedOut } from './client.ts'

export type Connection =
  | { state: 'connecting' }
  | { state: 'connected'; instance: string }
  /** The engine went away; the window tries again by itself. */
  | { state: 'lost'; since: number }
  /** The engine answers, and does not know this browser any more. */
  | { state: 'signed-out' }

type EventOf<Topic extends StudioEvent['topic']> = Extract<StudioEvent, { topic: Topic }>

interface LiveEvents {
  readonly connection: Connection
  /** The newest event of the stream; subscribers see every one of them, in order. */
  readonly newest: StudioEvent | null
}

/** Connection and newest event, for the hooks below. */
export const liveEvents = createStore<LiveEvents>(() => ({
  connection: { state: 'connecting' },
  newest: null,
}))

/** The key of a query for `runs.list`, as oRPC makes it. */
const RunListKey = z.tuple([z.unknown(), z.object({ input: RunSelection })])

const RECONNECT_MILLISECONDS = [250, 500, 1000, 2000, 4000]
/** The engine's heartbeat comes every ten seconds; three missed ones are a dead stream. */
const SILENCE_MILLISECONDS = 30_000

/** Keeps the one event stream of this window open for as long as the signal lasts. */
export async function keepListening(signal: AbortSignal): Promise<void> {
  let attempt = 0
  while (!signal.aborted) {
    const silence = new AbortController()
    let timer = setTimeout(() => silence.abort(), SILENCE_MILLISECONDS)
    try {
      const stream = await client.system.events(undefined, {
        signal: AbortSignal.any([signal, silence.signal]),
      })
      for await (const event of stream) {
        clearTimeout(timer)
        timer = setTimeout(() => silence.abort(), SILENCE_MILLISECONDS)
        attempt = 0
        receive(event)
      }
    } catch (error) {
      if (signal.aborted) return
      console.warn('event stream ended', error)
    } finally {
      clearTimeout(timer)
    }
    if (signal.aborted) return
    showLoss(wasSignedOut())
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MILLISECONDS[attempt] ?? 4000))
    attempt = Math.min(attempt + 1, RECONNECT_MILLISECONDS.length - 1)
  }
}

function showLoss(signedOut: boolean): void {
  const { state } = liveEvents.getState().connection
  if (signedOut) liveEvents.setState({ connection: { state: 'signed-out' } })
  else if (state !== 'lost') liveEvents.setState({ connection: { state: 'lost', since: Date.now() } })
}

function receive(event: StudioEvent): void {
  if (event.topic === 'hello') {
    // Whatever happened while nobody listened is in the store: since the connection was lost, and at the start
    // between the first answers and this event (the sample catalogue of a new workspace may be made just then).
    void queryClient.invalidateQueries()
    liveEvents.setState({ connection: { state: 'connected', instance: event.status.instance } })
  }
  refresh(event)
  liveEvents.setState({ newest: event })
}

/** Brings the query cache up to what the event announces. */
function refresh(event: StudioEvent): void {
  switch (event.topic) {
    case 'hello':
      queryClient.setQueryData(api.system.status.queryKey(), event.status)
      return
    case 'dataset':
    case 'dataset-removed':
      void queryClient.invalidateQueries({ queryKey: api.catalogue.key() })
      return
    case 'job':
      queryClient.setQueryData(api.jobs.get.queryKey({ input: { job: event.job.id } }), event.job)
      queryClient.setQueryData(api.jobs.list.queryKey(), (jobs) => replaced(jobs, event.job))
      // Items show how many proposals they have; counting them with every proposal would be noise.
      if (event.job.state !== 'running') {
        void queryClient.invalidateQueries({ queryKey: api.catalogue.items.key() })
        void queryClient.invalidateQueries({ queryKey: api.catalogue.item.key() })
        void queryClient.invalidateQueries({ queryKey: api.attributes.key() })
        void queryClient.invalidateQueries({ queryKey: api.maps.state.key() })
      }
      return
    case 'proposal':
      void queryClient.invalidateQueries({ queryKey: api.review.progress.key() })
      return
    case 'decisions':
      // The page of reviewing is told how many there are; who decided what is worked out for all decisions, and not for each of them.
      queryClient.setQueryData(
        api.review.progress.queryKey({ input: { dataset: event.dataset } }),
        (progress) => progress && { ...progress, counts: event.counts },
      )
      showDecided(event)
      decidedSoon()
      return
    case 'leases':
      queryClient.setQueryData(
        api.review.leases.queryKey({ input: { dataset: event.dataset } }),
        event.leases,
      )
      return
    case 'attributes':
      void queryClient.invalidateQueries({ queryKey: api.attributes.key() })
      return
    case 'views':
      void queryClient.invalidateQueries({ queryKey: api.views.key() })
      return
    case 'map':
      queryClient.setQueryData(api.maps.state.queryKey({ input: event.key }), event.state)
      if (event.state.state === 'drawn') {
        void queryClient.invalidateQueries({ queryKey: api.maps.points.key({ input: event.key }) })
      }
      return
    case 'run':
      showRun(event.run)
      return
    case 'run-removed':
      // Asked for again where a page still names it, and gone from it then.
      void queryClient.resetQueries({ queryKey: api.runs.get.key({ input: { run: event.run } }) })
      void queryClient.invalidateQueries({ queryKey: api.runs.list.key() })
      return
    case 'study':
      showStudy(event.study)
      void queryClient.invalidateQueries({
        queryKey: api.studies.get.key({ input: { study: event.study.id } }),
      })
      return
    case 'study-removed':
      void queryClient.invalidateQueries({ queryKey: api.studies.list.key() })
      return
    case 'ollama':
      queryClient.setQueryData(api.ollama.status.queryKey({ input: { wait: false } }), event.status)
      return
    case 'heartbeat':
    case 'import':
    case 'encoding':
    case 'bulk':
    case 'review-order':
    case 'run-epoch':
    case 'run-progress':
    case 'pull':
      return
  }
}

/** Of more changed proposals than these every card is asked for again once it is needed. */
const ONE_BY_ONE = 50
const MOVING_ON_MILLISECONDS = 100

function showDecided({ changes, all }: EventOf<'decisions'>): void {
  if (!all || changes.length > ONE_BY_ONE) {
    void queryClient.invalidateQueries({ queryKey: api.review.card.key() })
    void queryClient.invalidateQueries({ queryKey: api.proposals.lookalike.key() })
    return
  }
  // The window that decided goes on to the next item in this moment. Asking for the one that it leaves would hold that up.
  setTimeout(() => {
    for (const { proposal } of changes) {
      void queryClient.invalidateQueries({ queryKey: api.review.card.key({ input: { proposal } }) })
      void queryClient.invalidateQueries({ queryKey: api.proposals.lookalike.key({ input: { proposal } }) })
    }
  }, MOVING_ON_MILLISECONDS)
}

const SETTLING_MILLISECONDS = 2000
let settling: ReturnType<typeof setTimeout> | null = null

/** What is made of all decisions follows them at most this often. */
function decidedSoon(): void {
  if (settling !== null) return
  settling = setTimeout(() => {
    settling = null
    for (const key of [api.review.progress.key(), api.attributes.key(), api.maps.points.key()]) {
      void queryClient.invalidateQueries({ queryKey: key })
    }
  }, SETTLING_MILLISECONDS)
}

/** Shows a run everywhere as the engine just gave it. */
export function showRun(run: Run): void {
  queryClient.setQueryData(api.runs.get.queryKey({ input: { run: run.id } }), run)
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: api.runs.list.key() })) {
    const [, { input: selection }] = RunListKey.parse(queryKey)
    queryClient.setQueryData<Run[]>(queryKey, (runs) => runs && withRun(runs, selection, run))
  }
}

/** Shows a study in the lists that have it; whether it belongs in the others the engine says. */
function showStudy(study: StudySummary): void {
  for (const [queryKey, studies] of queryClient.getQueriesData<StudySummary[]>({
    queryKey: api.studies.list.key(),
  })) {
    if (studies?.some(({ id }) => id === study.id)) {
      queryClient.setQueryData(queryKey, replaced(studies, study))
    } else void queryClient.invalidateQueries({ queryKey, exact: true })
  }
}

function replaced<Row extends { id: number }>(rows: Row[] | undefined, row: Row): Row[] | undefined {
  if (rows === undefined) return undefined
  const known = rows.some((other) => other.id === row.id)
  return known ? rows.map((other) => (other.id === row.id ? row : other)) : [row, ...rows]
}

/** Calls back with every event of one topic while the component is mounted. */
export function useStudioEvent<Topic extends StudioEvent['topic']>(
  topic: Topic,
  onEvent: (event: EventOf<Topic>) => void,
): void {
  useEffect(
    () =>
      liveEvents.subscribe(({ newest }, before) => {
        if (newest !== before.newest && newest?.topic === topic) onEvent(newest as EventOf<Topic>)
      }),
    [topic, onEvent],
  )
}

export function useConnection(): Connection {
  return useStore(liveEvents, ({ connection }) => connection)
}
