import { availableParallelism } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { KNOWN_BACKENDS } from '#shared/training/backends.ts'
import { MAX_THREADS, type TrainConfig } from '#shared/training/config.ts'
import { StandIn } from './testing/stand-in.ts'

let studio: StandIn

beforeEach(() => {
  studio = new StandIn()
})
afterEach(() => studio.close())

/** Reports what it was told of the backends as the reason for its choice. */
const TELLS_WHAT_IT_KNOWS = `
  await send({ ...started, reason: process.env.${KNOWN_BACKENDS} ?? 'nothing' })
  await send(finished('epochs'))
  process.exit(0)`

it('tells a trainer what is known of the backends that its configuration may take', async () => {
  const asked: TrainConfig['backend'][] = []
  const report = { backends: [] }
  studio.open(TELLS_WHAT_IT_KNOWS, {
    knownBackends: async (wanted) => {
      asked.push(wanted)
      return wanted === 'auto' ? report : null
    },
  })
  studio.queue.start()
  const told = await studio.inState(studio.create({ backend: 'auto' }), 'finished')
  expect(told.reason).toBe(JSON.stringify(report))
  const untold = await studio.inState(studio.create({ backend: 'wasm' }), 'finished')
  expect(untold.reason).toBe('nothing')
  expect(asked).toEqual(['auto', 'wasm'])
})

it('keeps the number of threads that "as many as cores" stood for', () => {
  studio.open('')
  const threadsOf = (threads: TrainConfig['threads']) =>
    studio.service.get({ run: studio.create({ threads }) }).config.threads
  expect(threadsOf('auto')).toBe(Math.min(availableParallelism(), MAX_THREADS))
  expect(threadsOf(5)).toBe(5)
})
