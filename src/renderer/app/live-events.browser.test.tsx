import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { Annotator, DatasetId, ProposalId, RunId } from '#shared/contract/ids.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { cardLike } from '../testing/card-like.ts'
import { fakeEngine } from '../testing/fake-engine.ts'
import { runLike } from '../testing/run-like.ts'
import { studyLike } from '../testing/study-like.ts'
import { api, queryClient } from './client.ts'
import { keepListening, liveEvents } from './live-events.ts'

const dataset = DatasetId.parse(1)
const counts = { pending: 1, accepted: 0, edited: 0, rejected: 0, skipped: 0 }

/** The window hears of something, and has taken it in. */
async function hear(event: StudioEvent): Promise<void> {
  const over = Promise.withResolvers<void>()
  const closing = new AbortController()
  const restore = fakeEngine({
    system: {
      events: async function* () {
        yield event
        await over.promise
      },
    },
  })
  onTestFinished(() => {
    closing.abort()
    over.resolve()
    restore()
  })
  void keepListening(closing.signal)
  await expect.poll(() => liveEvents.getState().newest).toEqual(event)
}

beforeEach(() => queryClient.clear())

it('shows a study in the lists that have it, and puts it into no other', async () => {
  const { plan, trials, ...study } = studyLike(1, {})
  const own = api.studies.list.queryKey({ input: { dataset } })
  const others = api.studies.list.queryKey({ input: { dataset: DatasetId.parse(2) } })
  queryClient.setQueryData(own, [study])
  queryClient.setQueryData(others, [])
  await hear({ topic: 'study', study: { ...study, name: 'Renamed' } })
  expect(queryClient.getQueryData(own)).toMatchObject([{ id: 1, name: 'Renamed' }])
  expect(queryClient.getQueryData(others)).toEqual([])
  expect(queryClient.getQueryState(others)?.isInvalidated).toBe(true)
})

it('forgets a run that was removed', async () => {
  const run = RunId.parse(5)
  const key = api.runs.get.queryKey({ input: { run } })
  queryClient.setQueryData(key, runLike(5, {}))
  await hear({ topic: 'run-removed', run })
  expect(queryClient.getQueryData(key)).toBeUndefined()
})

it('asks for every card again after decisions that are not named, and for none of what depends on no decision', async () => {
  const proposal = ProposalId.parse(7)
  const card = api.review.card.queryKey({ input: { proposal } })
  const measured = api.proposals.measure.queryKey({ input: { proposal, content: cardLike(7, {}).current } })
  queryClient.setQueryData(card, cardLike(7, {}))
  queryClient.setQueryData(measured, { qualityMetrics: cardLike(7, {}).qualityMetrics, flags: [] })
  await hear({
    topic: 'decisions',
    dataset,
    annotator: Annotator.parse('Ben'),
    changes: [],
    all: false,
    counts,
  })
  expect(queryClient.getQueryState(card)?.isInvalidated).toBe(true)
  expect(queryClient.getQueryState(measured)?.isInvalidated).toBe(false)
})
