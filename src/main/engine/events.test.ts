import { afterEach, expect, it, vi } from 'vitest'
import { DatasetId, JobId, ProposalId } from '#shared/contract/ids.ts'
import type { PullProgress } from '#shared/contract/ollama.ts'
import type { Status, StudioEvent } from '#shared/contract/system.ts'
import { EventHub } from './events.ts'

const status: Status = {
  version: '0.1.0',
  workspace: '/w',
  mode: 'browser',
  startedAt: 1,
  instance: 'a',
}

function pull(model: string, completed: number): StudioEvent {
  const progress: PullProgress = {
    model,
    status: 'downloading',
    completed,
    total: 100,
    state: 'running',
    error: null,
  }
  return { topic: 'pull', progress }
}

function proposed(proposal: number): StudioEvent {
  return {
    topic: 'proposal',
    dataset: DatasetId.parse(1),
    job: JobId.parse(1),
    proposal: ProposalId.parse(proposal),
  }
}

async function rest(stream: AsyncIterable<StudioEvent>): Promise<StudioEvent[]> {
  const events: StudioEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

afterEach(() => {
  vi.useRealTimers()
})

it('says hello first, then what is published, to every listener', async () => {
  const hub = new EventHub()
  const streams = [hub.subscribe(status), hub.subscribe(status)]
  hub.publish(proposed(1))
  hub.close()
  for (const stream of streams) {
    expect(await rest(stream)).toEqual([{ topic: 'hello', status }, proposed(1)])
  }
})

it('hands an event at once to a listener that waits for it', async () => {
  const hub = new EventHub()
  const stream = hub.subscribe(status)
  await stream.next()
  const next = stream.next()
  hub.publish(proposed(7))
  expect(await next).toEqual({ done: false, value: proposed(7) })
  hub.close()
})

it('keeps only the newest state of a thing for a listener that is slow, and every single event', async () => {
  const hub = new EventHub()
  const stream = hub.subscribe(status)
  hub.publish(pull('a', 1))
  hub.publish(proposed(1))
  hub.publish(pull('b', 1))
  hub.publish(pull('a', 2))
  hub.publish(proposed(2))
  hub.close()
  expect(await rest(stream)).toEqual([
    { topic: 'hello', status },
    proposed(1),
    pull('b', 1),
    pull('a', 2),
    proposed(2),
  ])
})

it('ends the stream of a listener that falls too far behind, and of no other', async () => {
  const hub = new EventHub({ backlogLimit: 10 })
  const stuck = hub.subscribe(status)
  const quick = hub.subscribe(status)
  for (let id = 1; id <= 20; id++) {
    hub.publish(proposed(id))
    if (id < 20) await quick.next()
  }
  expect(await rest(stuck)).toEqual([])
  expect(hub.listeners).toBe(1)
  expect((await quick.next()).done).toBe(false)
  hub.close()
})

it('forgets a listener whose client went away, even while it waits', async () => {
  const hub = new EventHub()
  const client = new AbortController()
  const stream = hub.subscribe(status, client.signal)
  await stream.next()
  const waiting = stream.next()
  client.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(hub.listeners).toBe(0)

  const returned = hub.subscribe(status)
  await returned.return?.()
  expect(hub.listeners).toBe(0)
  hub.close()
})

it('sends heartbeats while a window listens', async () => {
  vi.useFakeTimers()
  const hub = new EventHub({ heartbeatMilliseconds: 10_000 })
  const stream = hub.subscribe(status)
  await stream.next()
  vi.advanceTimersByTime(10_000)
  expect((await stream.next()).value).toMatchObject({ topic: 'heartbeat' })
  hub.close()
})
