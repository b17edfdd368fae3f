import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertDecision } from '#main/store/decision-repository.ts'
import { insertSnapshot, readCuratedNegatives } from '#main/store/snapshot-repository.ts'
import { moveInteractionsToTest, removeAllDatasets } from '#main/store/testing/inspect.ts'
import { seedDataset, seedInteractions, seedProposal, seedStep } from '#main/store/testing/seed.ts'
import { NO_VERDICTS } from '#shared/attributes/scheme.ts'
import type { RunId, SnapshotId } from '#shared/contract/ids.ts'
import { Run } from '#shared/contract/runs.ts'
import { decodeNpy } from '#shared/files/npy.ts'
import { explanationOf } from '#shared/runs/run-facts.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { RunInput } from '#shared/training/protocol.ts'
import type { RunQueueDependencies } from './run-queue.ts'
import type { RunsService } from './runs-service.ts'
import { StandIn } from './testing/stand-in.ts'

/** What a trainer says and does, as source text. */
const SCRIPTS = {
  happy: `
    await send(started)
    console.log('on standard output')
    await send({ type: 'log', level: 'warn', text: 'a warning' })
    for (const [n, best] of [[1, true], [2, true], [3, false]]) await send(epoch(n, best))
    await send(finished('epochs'))
    process.exit(0)`,
  untested: `
    await send(started)
    await send({ ...finished('epochs'), test: null })
    process.exit(0)`,
  malformed: `
    await send(started)
    await send({ type: 'gossip', text: 'psst' })
    await send({ type: 'epoch', epoch: 'one' })
    await send(finished('early-stop'))
    process.exit(0)`,
  failing: `
    await send({ type: 'failed', message: 'The loss is not a number.', hint: 'Lower the learning rate.' })
    process.exit(1)`,
  crashing: `
    await send(started)
    await send(epoch(1, true))
    throw new Error('a bug of the trainer')`,
  leaving: `await send(started); process.exit(0)`,
  hanging: `
    await send(started)
    await send(epoch(1, true))
    await forever()`,
  obedient: `
    process.on('message', async ({ type }) => {
      if (type === 'stop') { await send(finished('stopped')); process.exit(0) }
    })
    await send(started)
    await send(epoch(1, true))
    await forever()`,
  'telling its id': `
    await send({ type: 'log', level: 'info', text: 'pid ' + process.pid })
    await send(epoch(1, true))
    await forever()`,
  lingering: `
    await send(started)
    await send(finished('epochs'))
    await forever()`,
} as const
type Script = keyof typeof SCRIPTS

let studio: StandIn

beforeEach(() => {
  studio = new StandIn()
})
afterEach(() => studio.close())

/** An engine's runs, with a trainer that follows the script. */
function open(script: Script, options: Partial<RunQueueDependencies> = {}): RunsService {
  studio.open(SCRIPTS[script], options)
  return studio.service
}
const training = (run: RunId) => studio.until(run, (seen) => seen.epoch > 0)

describe('a run', () => {
  it('is trained, recorded and announced', async () => {
    const service = open('happy')
    studio.queue.start()
    const run = studio.create({ seed: 7 })
    const end = await studio.inState(run, 'finished')
    expect(Run.parse(end)).toEqual(end)
    expect(end).toMatchObject({
      name: 'LightGCN · seed 7',
      datasetName: 'mugs',
      backend: 'reference',
      device: 'a CPU',
      reason: 'it is there',
      epoch: 3,
      loss: 1 / 3,
      bestEpoch: 2,
      secondsPerEpoch: 2,
      validation: { 'recall@20': 0.2 },
      test: { 'recall@20': 0.15 },
      version: '1.2.3',
    })
    expect(service.epochs({ run, after: 1 })).toMatchObject([
      { epoch: 2 },
      { epoch: 3, loss: 1 / 3, seconds: 3 },
    ])
    const epochs = studio.events.filter((event) => event.topic === 'run-epoch')
    expect(epochs.map((event) => event.epoch.epoch)).toEqual([1, 2, 3])
    // Standard output is a pipe of its own, and may lag behind the messages.
    await studio.queue.close()
    const { text } = service.log({ run })
    expect(text).toContain('on standard output')
    expect(text).toContain('[warn] a warning')
  })

  it.each([
    ['happy', 'finished'],
    ['failing', 'failed'],
  ] as const)('tells the windows of its end once (%s)', async (script, state) => {
    open(script)
    studio.queue.start()
    const run = studio.create()
    await studio.inState(run, state)
    await studio.queue.close()
    const told = studio.events.filter((event) => event.topic === 'run' && event.run.state === state)
    expect(told).toHaveLength(1)
  })

  it('says in its log what was done to free the graphics card for it', async () => {
    const asked: string[] = []
    const service = open('happy', {
      freeCard: async (backend) => {
        asked.push(backend)
        return ['gemma3:4b was unloaded.']
      },
    })
    studio.queue.start()
    const run = studio.create()
    await studio.inState(run, 'finished')
    expect(asked).toEqual(['auto'])
    expect(service.log({ run }).text).toContain('gemma3:4b was unloaded.')
  })

  it('leaves messages aside that the protocol does not know, and says so in its log', async () => {
    const service = open('malformed')
    studio.queue.start()
    const run = studio.create()
    expect(await studio.inState(run, 'finished')).toMatchObject({ state: 'finished' })
    const { text } = service.log({ run })
    expect(text).toContain('[ignored, not a message of the protocol] {"type":"gossip"')
    expect(service.epochs({ run, after: 0 })).toEqual([])
  })

  it('fails with what the trainer says, and what would help', async () => {
    open('failing')
    studio.queue.start()
    expect(await studio.inState(studio.create(), 'failed')).toMatchObject({
      error: 'The loss is not a number. Lower the learning rate.',
    })
  })

  it.each([
    ['crashing', /exit code 1.*Its last lines:.*a bug of the trainer/s],
    ['leaving', /died without a result \(exit code 0\)/],
  ] as const)('fails when its trainer ends without a word: %s', async (script, error) => {
    open(script)
    studio.queue.start()
    const end = await studio.inState(studio.create(), 'failed')
    expect(explanationOf(end)).toMatch(error)
    expect(end).toHaveProperty('finishedAt')
  })

  it('fails when its trainer is killed, keeps its series, and lets the next one train', async () => {
    const service = open('telling its id', { closingMilliseconds: 1 })
    studio.queue.start()
    const first = studio.create()
    const second = studio.create({ seed: 2 })
    await training(first)
    expect(service.get({ run: second }).state).toBe('queued')
    const pid = Number(/pid (\d+)/.exec(service.log({ run: first }).text)?.[1])
    process.kill(pid, 'SIGKILL')
    const end = await studio.inState(first, 'failed')
    expect(explanationOf(end)).toContain('signal SIGKILL')
    expect(explanationOf(end)).toContain(`pid ${pid}`)
    expect(service.epochs({ run: first, after: 0 })).toHaveLength(1)
    await studio.inState(second, 'running')
  })

  it('fails when the trainer cannot be started', async () => {
    open('happy')
    rmSync(studio.trainerEntry)
    studio.queue.start()
    expect(explanationOf(await studio.inState(studio.create(), 'failed'))).toContain('Cannot find module')
  })

  it('fails when there is nothing to train on', async () => {
    open('happy')
    studio.queue.start()
    moveInteractionsToTest(studio.workspace.database)
    expect(explanationOf(await studio.inState(studio.create(), 'failed'))).toContain(
      '‘mugs’ has no training interactions',
    )
  })

  it('does not keep the queue waiting when its trainer stays after its last word', async () => {
    const service = open('lingering', { graceMilliseconds: 1, closingMilliseconds: 1 })
    studio.queue.start()
    const first = studio.create()
    const second = studio.create({ seed: 2 })
    await studio.inState(first, 'finished')
    await studio.inState(second, 'finished')
    expect(service.get({ run: first }).state).toBe('finished')
  })

  it('ends quietly when its data set is removed', async () => {
    const service = open('obedient', { closingMilliseconds: 1 })
    studio.queue.start()
    const run = studio.create()
    await training(run)
    removeAllDatasets(studio.workspace.database)
    await studio.queue.close()
    expect(service.list({})).toEqual([])
  })
})

describe('a data set', () => {
  const pair = [[0, 0]] as const
  const parts = { train: pair, validation: [[0, 1]], test: [[0, 2]] } as const

  it.each([
    ['training', { ...parts, train: [] }],
    ['validation', { ...parts, validation: [] }],
  ] as const)('without %s interactions takes no run', (part, pairs) => {
    const service = open('happy')
    const hats = seedDataset(studio.workspace, 'hats', ['Straw hat', 'Felt hat', 'Sun hat'])
    seedInteractions(studio.workspace, hats, pairs)
    const config = configFrom({ model: 'lightgcn', threads: 1 })
    expect(() => service.create({ dataset: hats.dataset, config })).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        message: expect.stringContaining(`‘hats’ has no ${part} interactions`),
      }),
    )
    expect(service.list({})).toEqual([])
  })

  it('without test interactions has runs that finish with their validation alone', async () => {
    const service = open('untested')
    studio.queue.start()
    const runs = [studio.create(), studio.create({ dimensions: 32 })]
    for (const run of runs) {
      expect(await studio.inState(run, 'finished')).toMatchObject({
        validation: { 'recall@20': 0.2 },
        test: null,
      })
    }
    const { groups, tests } = await service.compare({ runs })
    expect(groups).toMatchObject([{ mean: {} }, { mean: {} }])
    expect(tests).toMatchObject([{ tests: [] }])
  })
})

describe('labels', () => {
  it('name a run, and are changed one at a time', () => {
    const service = open('happy')
    const run = studio.create({ seed: 7 })
    service.label({ run, labels: { customName: 'Baseline', tags: ['paper', 'paper'] } })
    expect(service.label({ run, labels: { notes: 'Repeat on the other machine.' } })).toMatchObject({
      name: 'Baseline',
      customName: 'Baseline',
      tags: ['paper'],
      notes: 'Repeat on the other machine.',
    })
    expect(service.label({ run, labels: { customName: null } }).name).toBe('LightGCN · seed 7')
    expect(() => service.label({ run: 99 as RunId, labels: {} })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })
})

describe('stop', () => {
  it('lets the trainer test its best epoch', async () => {
    const service = open('obedient')
    studio.queue.start()
    const run = studio.create()
    await training(run)
    expect(service.stop({ run }).state).toBe('running')
    expect(await studio.inState(run, 'stopped')).toMatchObject({
      test: { 'recall@20': 0.15 },
      explanation: null,
    })
    expect(service.stop({ run }).state).toBe('stopped')
  })

  it('ends a trainer that does not listen', async () => {
    const service = open('hanging', { graceMilliseconds: 1, closingMilliseconds: 1 })
    studio.queue.start()
    const run = studio.create()
    await training(run)
    service.stop({ run })
    expect(explanationOf(await studio.inState(run, 'stopped'))).toContain('signal SIGKILL')
  })

  it('works before the trainer has started, and takes a queued run off the queue', async () => {
    const service = open('hanging', { closingMilliseconds: 1 })
    studio.queue.start()
    const first = studio.create()
    const second = studio.create({ seed: 2 })
    expect(service.stop({ run: second })).toMatchObject({ state: 'stopped', explanation: null })
    service.stop({ run: first })
    expect(explanationOf(await studio.inState(first, 'stopped'))).toContain('had not started')
  })
})

describe('remove', () => {
  it('takes the files with it, and refuses while the run trains', async () => {
    const service = open('obedient')
    studio.queue.start()
    const run = studio.create()
    await training(run)
    await expect(service.remove({ run })).rejects.toMatchObject({ code: 'CONFLICT' })
    service.stop({ run })
    await studio.inState(run, 'stopped')
    // The run has ended; its trainer may need a moment longer.
    await studio.queue.close()
    expect(existsSync(studio.workspace.paths.run(run))).toBe(true)
    const removed = once(studio.bus, 'event')
    await service.remove({ run })
    expect((await removed)[0]).toEqual({ topic: 'run-removed', run })
    expect(existsSync(studio.workspace.paths.run(run))).toBe(false)
    expect(() => service.get({ run })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

describe('the frozen input', () => {
  const array = (run: RunId, name: string) => {
    const path = join(studio.workspace.paths.run(run), 'input', `${name}.npy`)
    const { shape, data } = decodeNpy(readFileSync(path), path)
    return { shape: [...shape], data: [...data] }
  }
  const card = (run: RunId) =>
    RunInput.parse(
      JSON.parse(readFileSync(join(studio.workspace.paths.run(run), 'input', 'run.json'), 'utf8')),
    )

  function snapshotOf(negatives: { item: number; text: string }[]): SnapshotId {
    const step = seedStep(studio.workspace, 'Ada')
    for (const { item, text } of negatives) {
      const id = studio.seeded.items[item]
      if (id === undefined) throw new RangeError(`item ${item}`)
      const proposal = seedProposal(
        studio.workspace,
        { ...studio.seeded, item: id },
        { text, visual: 'four' },
      )
      insertDecision(studio.workspace.database, step, { verdict: 'accept', proposal })
    }
    const curated = readCuratedNegatives(studio.workspace.database, studio.seeded.dataset)
    const snapshot = {
      dataset: studio.seeded.dataset,
      name: 'first',
      hash: 'h',
      createdAt: 0,
      which: 'curated' as const,
      attributes: NO_VERDICTS,
    }
    return insertSnapshot(studio.workspace.database, snapshot, curated)
  }

  it('is the data set by position, and the encoded negatives of the snapshot', async () => {
    open('happy')
    studio.queue.start()
    const snapshot = snapshotOf([
      { item: 2, text: 'xx' },
      { item: 0, text: 'x' },
    ])
    const run = studio.create({ model: 'neggen' }, snapshot)
    expect(await studio.inState(run, 'finished')).toMatchObject({
      name: 'NegGen · snapshot ‘first’ · seed 1',
    })
    expect(card(run)).toEqual({
      config: configFrom({ model: 'neggen', threads: 1 }),
      users: 2,
      items: 3,
      negatives: 2,
    })
    expect(array(run, 'train')).toEqual({ shape: [3, 2], data: [0, 0, 0, 2, 1, 1] })
    expect(array(run, 'validation')).toEqual({ shape: [1, 2], data: [1, 2] })
    expect(array(run, 'test')).toEqual({ shape: [1, 2], data: [0, 1] })
    expect(array(run, 'negative_items')).toEqual({ shape: [2], data: [0, 2] })
    const positive = 'Red mug\n\nAs it is.'.length
    expect(array(run, 'text_positive')).toEqual({ shape: [2, 1], data: [positive, positive] })
    expect(array(run, 'text_negative')).toEqual({ shape: [2, 1], data: [1, 2] })
    expect(array(run, 'image_positive')).toEqual({ shape: [2, 1], data: Array(2).fill('a red mug'.length) })
    expect(array(run, 'image_negative')).toEqual({ shape: [2, 1], data: [4, 4] })
  })

  it('has no negatives where the model learns from none', async () => {
    open('happy')
    studio.queue.start()
    const run = studio.create({ model: 'lightgcn' }, snapshotOf([{ item: 0, text: 'x' }]))
    expect(await studio.inState(run, 'finished')).toMatchObject({ snapshot: null, name: 'LightGCN · seed 1' })
    expect(card(run).negatives).toBe(0)
    expect(existsSync(join(studio.workspace.paths.run(run), 'input', 'negative_items.npy'))).toBe(false)
  })

  it('needs a snapshot of the same data set for NegGen', () => {
    const service = open('happy')
    expect(() => studio.create({ model: 'neggen' })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
    expect(() => studio.create({ model: 'neggen' }, 99 as SnapshotId)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    const snapshot = snapshotOf([{ item: 0, text: 'x' }])
    const other = seedDataset(studio.workspace, 'hats', ['Straw hat'])
    seedInteractions(studio.workspace, other, { train: [[0, 0]], validation: [[1, 0]], test: [] })
    const call = () =>
      service.create({
        dataset: other.dataset,
        snapshot,
        config: configFrom({ model: 'neggen', threads: 1 }),
      })
    expect(call).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        message: 'The snapshot ‘first’ belongs to another data set.',
      }),
    )
    expect(service.list({})).toEqual([])
  })
})
