import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failWrites } from '#main/store/testing/failing-writes.ts'
import { leaveRunsTraining, moveInteractionsToTest } from '#main/store/testing/inspect.ts'
import type { RunId } from '#shared/contract/ids.ts'
import { Run } from '#shared/contract/runs.ts'
import { explanationOf } from '#shared/runs/run-facts.ts'
import { StandIn } from './testing/stand-in.ts'

/** Trains two epochs, then is in the middle of the third until it is paused; goes on to epoch four. */
const PAUSES = `
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const where = { epoch: 3, step: 5 }
let told = () => undefined
const stopped = new Promise((resolve) => { told = () => resolve(true) })
process.on('message', async ({ type }) => {
  if (type === 'stop') told()
  if (type === 'pause') { writeCheckpoint(where); await send({ type: 'paused', ...where }) }
  if (type === 'stop') await send(finished('stopped', 2))
  process.exit(0)
})
await send({ ...started, resumedFrom, ...(resumedFrom !== null && { reason: 'the run began on it' }) })
// Commands that were sent before it listened arrive first.
if (resumedFrom !== null && (await Promise.race([stopped, sleep(50)]))) await forever()
await send({ type: 'progress', epoch: 1, step: 3, stepsPerSecond: 250.5 })
if (resumedFrom === null) {
  await send(epoch(1, true))
  await send(epoch(2, true))
  await forever()
}
await send(epoch(3, false))
await send(epoch(4, false))
await send(finished('epochs', 4))
process.exit(0)`

/** Has a checkpoint from the beginning of its second epoch when it is done with its third; does not listen. */
const BEHIND = `
await send({ type: 'log', level: 'info', text: 'pid ' + process.pid })
await send({ ...started, resumedFrom })
if (resumedFrom === null) {
  await send(epoch(1, true))
  writeCheckpoint({ epoch: 2, step: 0 })
  await send(epoch(2, true))
  await send(epoch(3, true))
}
await forever()`

/** Goes on from such a checkpoint, and gets no further than its second epoch. */
const STOPS_EARLIER = `
await send({ ...started, resumedFrom })
await send(epoch(2, false))
await send({ ...finished('early-stop', 2), bestEpoch: 1 })
rmSync(checkpoint)
process.exit(0)`

const IGNORES = `
await send({ ...started, resumedFrom })
await send(epoch(1, true))
await forever()`

let studio: StandIn
beforeEach(() => {
  studio = new StandIn()
})
afterEach(() => studio.close())

const folder = (run: RunId) => studio.workspace.paths.run(run)
const checkpoint = (run: RunId) => join(folder(run), 'output', 'checkpoint.safetensors')
const epochs = (run: RunId) => studio.service.epochs({ run, after: 0 }).map((epoch) => epoch.epoch)
const atEpoch = (run: RunId, epoch: number) => studio.until(run, (seen) => seen.epoch === epoch)

async function isTested(run: RunId): Promise<void> {
  expect(await studio.inState(run, 'stopped')).toMatchObject({
    test: { 'recall@20': 0.15 },
    bestEpoch: 2,
    explanation: null,
  })
  expect(existsSync(checkpoint(run))).toBe(false)
}

/** A run of a queue that was just opened, as far as its second epoch. */
async function inThirdEpoch(): Promise<RunId> {
  studio.open(PAUSES)
  studio.queue.start()
  const run = studio.create()
  await atEpoch(run, 2)
  return run
}

describe('pause', () => {
  it('has the trainer write its checkpoint; resume continues from there to the end', async () => {
    const run = await inThirdEpoch()
    expect(studio.service.pause({ run }).state).toBe('running')
    const paused = await studio.inState(run, 'paused')
    expect(Run.parse(paused)).toMatchObject({
      explanation: null,
      epoch: 2,
      bestEpoch: 2,
    })
    expect(existsSync(checkpoint(run))).toBe(true)
    expect(studio.service.pause({ run }).state).toBe('paused')

    expect((await studio.service.resume({ run })).state).toMatch(/queued|running/)
    const end = await studio.inState(run, 'finished')
    expect(end).toMatchObject({
      epoch: 4,
      reason: 'it is there',
      startedAt: paused.startedAt,
      test: { 'recall@20': 0.15 },
    })
    expect(end.trainedSeconds).toBeGreaterThanOrEqual(paused.trainedSeconds)
    expect(epochs(run)).toEqual([1, 2, 3, 4])
    const { text } = studio.service.log({ run })
    expect(text).toContain('[paused] epoch 3, step 5')
    expect(text).toContain('from epoch 3, step 5')
  })

  it('says how far a trainer is, and keeps none of it', async () => {
    const run = await inThirdEpoch()
    const told = studio.events.filter((event) => event.topic === 'run-progress')
    expect(told.map((event) => event.progress)).toEqual([
      { run, epoch: 1, step: 3, stepsPerEpoch: 10, stepsPerSecond: 250.5 },
    ])
  })

  it('leaves the frozen input as it is', async () => {
    const run = await inThirdEpoch()
    const input = join(folder(run), 'input')
    const written = () =>
      readdirSync(input).map((name) => [name, statSync(join(input, name), { bigint: true }).mtimeNs])
    const before = written()
    studio.service.pause({ run })
    await studio.inState(run, 'paused')
    // What a data set or a catalogue's texts become later does not reach a run that has begun.
    moveInteractionsToTest(studio.workspace.database)
    await studio.service.resume({ run })
    await studio.inState(run, 'finished')
    expect(written()).toEqual(before)
  })

  it('takes effect while the input is prepared, which is then done again from the start', async () => {
    studio.open(PAUSES)
    studio.queue.start()
    const run = studio.create()
    expect(studio.service.get({ run }).state).toBe('running')
    expect(studio.service.pause({ run })).toMatchObject({ state: 'paused', explanation: null })
    // As a kill in the middle of preparing leaves it.
    const partial = join(folder(run), 'input.partial')
    await studio.service.resume({ run })
    await atEpoch(run, 2)
    expect(existsSync(partial)).toBe(false)
    expect(existsSync(join(folder(run), 'input', 'run.json'))).toBe(true)
  })

  it('does not wait for a trainer that is still on its way', async () => {
    studio.open('await forever()')
    studio.queue.start()
    const run = studio.create()
    await expect.poll(() => existsSync(join(folder(run), 'trainer.pid'))).toBe(true)
    expect(studio.service.pause({ run })).toMatchObject({ state: 'paused', explanation: null })
    // Its trainer was ended, or this would wait for the grace period.
    await studio.service.remove({ run })
  })

  it('takes a queued run off the queue; resume puts it back', async () => {
    const first = await inThirdEpoch()
    const second = studio.create({ seed: 2 })
    expect(studio.service.pause({ run: second })).toMatchObject({ state: 'paused', startedAt: null })
    studio.service.pause({ run: first })
    await studio.inState(first, 'paused')
    expect(studio.service.get({ run: second }).state).toBe('paused')
    await studio.service.resume({ run: second })
    await atEpoch(second, 2)
  })

  it('lets the next run train', async () => {
    const first = await inThirdEpoch()
    const second = studio.create({ seed: 2 })
    studio.service.pause({ run: first })
    await atEpoch(second, 2)
    expect(studio.service.get({ run: first }).state).toBe('paused')
  })

  it('ends a trainer that does not listen, and says so', async () => {
    studio.open(IGNORES, { graceMilliseconds: 1, closingMilliseconds: 1 })
    studio.queue.start()
    const run = studio.create()
    await atEpoch(run, 1)
    studio.service.pause({ run })
    const explanation = explanationOf(await studio.inState(run, 'paused'))
    expect(explanation).toContain('before it had paused (signal SIGKILL)')
    expect(explanation).toContain('no checkpoint yet: resume it to train it from the start')
  })

  it('can be taken back at once', async () => {
    const run = await inThirdEpoch()
    studio.service.pause({ run })
    const resumed = studio.service.resume({ run })
    await studio.inState(run, 'finished')
    expect((await resumed).state).not.toBe('paused')
  })

  it('gives way to stop', async () => {
    const run = await inThirdEpoch()
    studio.service.pause({ run })
    studio.service.stop({ run })
    await isTested(run)
  })

  it('is refused once the run has ended', async () => {
    const run = await inThirdEpoch()
    studio.service.stop({ run })
    await studio.inState(run, 'stopped')
    expect(() => studio.service.pause({ run })).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    await expect(studio.service.resume({ run })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(() => studio.service.pause({ run: 99 as RunId })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })
})

describe('a run that has its result', () => {
  it('keeps no checkpoint, though its trainer died before it had removed it', async () => {
    studio.open("writeCheckpoint({}); await send(started); await send(finished('epochs')); process.exit(1)")
    studio.queue.start()
    const run = studio.create()
    expect(await studio.inState(run, 'finished')).toMatchObject({ state: 'finished' })
    expect(existsSync(checkpoint(run))).toBe(false)
  })

  it('is finished even where its checkpoint cannot be removed', async () => {
    studio.open(
      "mkdirSync(checkpoint, { recursive: true }); await send(started); await send(finished('epochs'))",
    )
    studio.queue.start()
    const run = studio.create()
    await studio.inState(run, 'finished')
    await studio.queue.close()
    expect(studio.service.get({ run })).toMatchObject({ state: 'finished' })
  })
})

describe('a paused run', () => {
  it('that is stopped is tested at its best epoch', async () => {
    const run = await inThirdEpoch()
    studio.service.pause({ run })
    await studio.inState(run, 'paused')
    studio.service.stop({ run })
    await isTested(run)
    await expect(studio.service.resume({ run })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('that is resumed and stopped before it trains again is tested', async () => {
    const run = await inThirdEpoch()
    studio.service.pause({ run })
    await studio.inState(run, 'paused')
    await studio.service.resume({ run })
    studio.service.stop({ run })
    await isTested(run)
  })

  it('keeps its wish for a test over a restart of the engine', async () => {
    const run = await inThirdEpoch()
    studio.service.pause({ run })
    await studio.inState(run, 'paused')
    await studio.queue.close()
    studio.open(PAUSES)
    expect(studio.service.stop({ run })).toMatchObject({ state: 'queued', stopRequested: true })
    studio.queue.start()
    await isTested(run)
  })

  it('has nothing to test where it was stopped before its first checkpoint', async () => {
    studio.open(PAUSES)
    const run = studio.create()
    studio.service.pause({ run })
    expect(studio.service.stop({ run })).toMatchObject({ state: 'stopped', test: null, explanation: null })
  })

  it('can be removed, even while its trainer is on its way out', async () => {
    const run = await inThirdEpoch()
    studio.service.pause({ run })
    await studio.inState(run, 'paused')
    await studio.service.remove({ run })
    expect(existsSync(folder(run))).toBe(false)
    expect(studio.service.list({})).toEqual([])
  })
})

describe('a run whose trainer died', () => {
  /** Kills its trainer when it is done with its third epoch. */
  async function failed(): Promise<RunId> {
    studio.open(BEHIND, { closingMilliseconds: 1 })
    studio.queue.start()
    const run = studio.create()
    await atEpoch(run, 3)
    process.kill(Number(/pid (\d+)/.exec(studio.service.log({ run }).text)?.[1]), 'SIGKILL')
    await studio.inState(run, 'failed')
    return run
  }

  it('continues from its checkpoint; epochs after it are to be reported again', async () => {
    const run = await failed()
    expect(studio.service.get({ run })).toMatchObject({ resumable: true, epoch: 3, bestEpoch: 3 })
    await studio.service.resume({ run })
    expect(await atEpoch(run, 1)).toMatchObject({
      bestEpoch: 1,
      loss: 1,
      validation: { 'recall@20': 0.1 },
    })
    expect(epochs(run)).toEqual([1])
  })

  it('has every epoch once, and none that the trainer did not get to again', async () => {
    const run = await failed()
    await studio.queue.close()
    studio.open(STOPS_EARLIER)
    studio.queue.start()
    await studio.service.resume({ run })
    expect(await studio.inState(run, 'finished')).toMatchObject({ epoch: 2, bestEpoch: 1 })
    expect(epochs(run)).toEqual([1, 2])
  })

  it('cannot go on where it left no checkpoint', async () => {
    studio.open(`await send({ type: 'failed', message: 'The disk is full.' }); process.exit(1)`)
    studio.queue.start()
    const run = studio.create()
    expect(await studio.inState(run, 'failed')).toMatchObject({ resumable: false })
    await expect(studio.service.resume({ run })).rejects.toThrow('failed before its first checkpoint')
  })
})

describe('an engine', () => {
  it('that closes has its trainer write a checkpoint; queued runs wait for the next one', async () => {
    const first = await inThirdEpoch()
    const second = studio.create({ seed: 2 })
    await studio.queue.close()
    expect(studio.service.get({ run: first })).toMatchObject({
      state: 'paused',
      explanation:
        'The studio was closed while this run trained. Resume it to continue from its last checkpoint.',
    })
    expect(studio.service.get({ run: second }).state).toBe('queued')

    studio.open(PAUSES)
    studio.queue.start()
    await atEpoch(second, 2)
    expect(studio.service.get({ run: first }).state).toBe('paused')
    studio.service.pause({ run: second })
    await studio.service.resume({ run: first })
    expect(await studio.inState(first, 'finished')).toMatchObject({ epoch: 4 })
  })

  it('does not wait forever for a trainer as it closes', async () => {
    studio.open(IGNORES, { closingMilliseconds: 1 })
    studio.queue.start()
    const run = studio.create()
    await atEpoch(run, 1)
    await studio.queue.close()
    expect(studio.service.get({ run })).toMatchObject({
      state: 'paused',
      explanation: expect.stringContaining('closed while this run trained. It had no checkpoint yet'),
    })
  })

  it.each([
    ['is prepared', () => true],
    ['has begun', (run: RunId) => existsSync(join(folder(run), 'trainer.pid'))],
  ])('that closes before a run %s leaves it in the queue', async (_, reached) => {
    studio.open('await forever()')
    studio.queue.start()
    const run = studio.create()
    await expect.poll(() => reached(run)).toBe(true)
    expect(studio.service.get({ run }).state).toBe('running')
    await studio.queue.close()
    expect(studio.service.get({ run }).state).toBe('queued')
  })

  it('that died is found out at the next start, and its run goes on', async () => {
    studio.open(PAUSES)
    const run = studio.create()
    leaveRunsTraining(studio.workspace.database)
    writeFileSync(join(folder(run), 'input.partial'), 'half of it')
    studio.queue.start()
    expect(studio.service.get({ run })).toMatchObject({
      state: 'paused',
      trainedSeconds: 0,
      explanation:
        'The studio ended while this run trained. It had no checkpoint yet: resume it to train it from the start.',
    })
    await studio.service.resume({ run })
    await atEpoch(run, 2)
  })

  it('does not leave a run in progress whose end could not be written', async () => {
    const bugs: unknown[] = []
    studio.open(PAUSES, { onBug: (error) => bugs.push(error) })
    studio.queue.start()
    const run = studio.create()
    await atEpoch(run, 2)
    const succeedAgain = failWrites(studio.workspace.database, 'update of run')
    studio.service.pause({ run })
    await expect.poll(() => bugs).toHaveLength(1)
    succeedAgain()
    expect(studio.service.get({ run }).state).toBe('running')
    expect(studio.service.pause({ run })).toMatchObject({ state: 'paused' })
    await studio.service.resume({ run })
    await studio.inState(run, 'finished')
  })
})

it('writes the input again where a kill left it incomplete', async () => {
  studio.open(PAUSES)
  studio.queue.start()
  const run = studio.create()
  await atEpoch(run, 2)
  studio.service.pause({ run })
  await studio.inState(run, 'paused')
  rmSync(join(folder(run), 'input'), { recursive: true })
  await studio.service.resume({ run })
  await studio.inState(run, 'finished')
  expect(existsSync(join(folder(run), 'input', 'train.npy'))).toBe(true)
})
