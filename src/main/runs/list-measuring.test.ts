import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_TEXT_ENCODER } from '#shared/encoders/text-encoder-settings.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { StandIn } from './testing/stand-in.ts'

let studio: StandIn

beforeEach(() => {
  studio = new StandIn()
})
afterEach(() => studio.close())

/** A trainer that leaves these lists, and has its result. */
const leaving = (lists: Uint8Array) => `
  await send(started)
  mkdirSync(join(folder, 'output'), { recursive: true })
  writeFileSync(join(folder, 'output', 'test_lists.npy'), Buffer.from('${Buffer.from(lists).toString('base64')}', 'base64'))
  await send(finished('epochs'))
  process.exit(0)`

/** Items 0 and 1 are at right angles; item 2 is like item 0. */
const texts = async () => ({
  encoder: { dimensions: 2, encode: async () => new Float32Array(2) },
  settings: DEFAULT_TEXT_ENCODER,
  vectors: Float32Array.of(1, 0, 0, 1, 1, 0),
})

it('adds the intra-list distance to the results of a finished run', async () => {
  studio.open(leaving(encodeNpy(Int32Array.of(0, 1, 0, 2), [2, 2])), { texts })
  studio.queue.start()
  const end = await studio.until(studio.create(), (run) => testOf(run)?.['ild@20'] !== undefined)
  expect(testOf(end)).toMatchObject({ 'recall@20': 0.15, 'ild@5': 0.5, 'ild@20': 0.5 })
})

it('says in the log of the run why it has none, and leaves the results as they are', async () => {
  const gone = async () => {
    throw new Error('the encoder is away')
  }
  studio.open(leaving(encodeNpy(Int32Array.of(0, 1), [1, 2])), { texts: gone })
  studio.queue.start()
  const run = studio.create()
  await studio.inState(run, 'finished')
  await expect.poll(() => studio.service.log({ run }).text).toContain('the encoder is away')
  expect(testOf(studio.service.get({ run }))).toEqual({ 'recall@20': 0.15 })
})
