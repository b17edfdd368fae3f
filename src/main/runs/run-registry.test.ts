import { EventEmitter, on, once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertDecision, insertStep } from '#main/store/decision-repository.ts'
import { insertSnapshot, readCuratedNegatives } from '#main/store/snapshot-repository.ts'
import { type Seeded, seedDataset, seedInteractions, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, RunId, SnapshotId } from '#shared/contract/ids.ts'
import { Run, type RunState } from '#shared/contract/runs.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { decodeNpy } from '#shared/files/npy.ts'
import { TrainConfig } from '#shared/training/config.ts'
import { RunInput } from '#shared/training/protocol.ts'
import { createRunRegistry, type RunRegistry } from './run-registry.ts'

/** What a trainer says and does, as source text. `send` waits until the message is out. */
const FAKE_TRAINER = `
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
const { config } = JSON.parse(readFileSync(join(process.argv[2], 'input', 'run.json'), 'utf8'))
const send = (message) => new Promise((resolve) => process.send(message, undefined, undefined, resolve))
const started = { type: 'started', backend: 'reference', device: 'a CPU', reason: 'it is there', parameters: 1, stepsPerEpoch: 1 }
const epoch = (epoch, best) => ({ type: 'epoch', epoch, loss: 1 / epoch, seconds: epoch, validation: { 'recall@20': 0.1 * epoch }, best })
const finished = (reason) => ({ type: 'finished', reason, epochs: 3, bestEpoch: 2, secondsPerEpoch: 2, validation: { 'recall@20': 0.2 }, test: { 'recall@20': 0.15 } })
process.on('disconnect', () => process.exit(1))
/** Only ever ended from outside. */
const forever = () => new Promise(() => setInterval(() => undefined, 1000))
`

const SCRIPTS = {
  happy: `
    await send(started)
    console.log('on standard output')
    await send({ type: 'log', level: 'warn', text: 'a warning' })
    for (const [n, best] of [[1, true], [2, true], [3, false]]) await send(epoch(n, best))
    await send(finished('epochs'))
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

let folder: string
let workspace: Workspace
let seeded: Seeded
let registry: RunRegistry
let bus: EventEmitter
let events: StudioEvent[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runs-'))
  workspace = openWorkspace(join(folder, 'workspace'))
  seeded = seedDataset(workspace, 'mugs', ['Red mug', 'Tall mug', 'Old mug'])
  seedInteractions(workspace, seeded, {
    train: [
      [0, 0],
      [0, 2],
      [1, 1],
    ],
    validation: [[1, 2]],
    test: [[0, 1]],
  })
})
afterEach(async () => {
  await registry?.close()
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

/** An engine's registry with a trainer that follows the script; `start` is the test's to call. */
function open(script: Script, graceMilliseconds = 60_000): void {
  const trainerEntry = join(folder, 'trainer.mjs')
  writeFileSync(trainerEntry, FAKE_TRAINER + SCRIPTS[script])
  events = []
  bus = new EventEmitter()
  registry = createRunRegistry({
    workspace,
    trainerEntry,
    graceMilliseconds,
    version: '1.2.3',
    publish: (event) => {
      events.push(event)
      bus.emit('event', event)
    },
    textEncoder: async () => ({
      id: 'length',
      version: '1',
      dimensions: 1,
      encode: async (texts) => Float32Array.from(texts, (text) => text.length),
    }),
  })
}

const config = (changes: Partial<TrainConfig> = {}) => TrainConfig.parse({ model: 'lightgcn', ...changes })
const create = (changes: Partial<TrainConfig> = {}, snapshot?: SnapshotId) =>
  registry.create({ dataset: seeded.dataset, snapshot, config: config(changes) }).id

/** Waits for the run to get there; looks before it waits. */
async function until(run: RunId, reached: (run: Run) => boolean): Promise<Run> {
  const now = registry.get({ run })
  if (reached(now)) return now
  for await (const [event] of on(bus, 'event') as AsyncIterable<[StudioEvent]>) {
    if (event.topic === 'run' && event.run.id === run && reached(event.run)) return event.run
  }
  throw new Error('the bus never ends')
}
const inState = (run: RunId, state: RunState) => until(run, (seen) => seen.state === state)
const training = (run: RunId) => until(run, (seen) => seen.epoch > 0)

describe('a run', () => {
  it('is trained, recorded and announced', async () => {
    open('happy')
    registry.start()
    const run = create({ seed: 7 })
    const end = await inState(run, 'finished')
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
      error: null,
      version: '1.2.3',
    })
    expect(registry.epochs({ run, after: 1 })).toMatchObject([
      { epoch: 2 },
      { epoch: 3, loss: 1 / 3, seconds: 3 },
    ])
    const epochs = events.filter((event) => event.topic === 'run-epoch')
    expect(epochs.map((event) => event.epoch.epoch)).toEqual([1, 2, 3])
    // Standard output is a pipe of its own, and may lag behind the messages.
    await registry.close()
    const { text } = registry.log({ run })
    expect(text).toContain('on standard output')
    expect(text).toContain('[warn] a warning')
  })

  it('leaves messages aside that the protocol does not know, and says so in its log', async () => {
    open('malformed')
    registry.start()
    const run = create()
    expect(await inState(run, 'finished')).toMatchObject({ error: null })
    const { text } = registry.log({ run })
    expect(text).toContain('[ignored, not a message of the protocol] {"type":"gossip"')
    expect(registry.epochs({ run, after: 0 })).toEqual([])
  })

  it('fails with what the trainer says, and what would help', async () => {
    open('failing')
    registry.start()
    expect(await inState(create(), 'failed')).toMatchObject({
      error: 'The loss is not a number. Lower the learning rate.',
    })
  })

  it.each([
    ['crashing', /exit code 1.*Its last lines:.*a bug of the trainer/s],
    ['leaving', /died without a result \(exit code 0\)/],
  ] as const)('fails when its trainer ends without a word: %s', async (script, error) => {
    open(script)
    registry.start()
    const end = await inState(create(), 'failed')
    expect(end.error).toMatch(error)
    expect(end.finishedAt).not.toBeNull()
  })

  it('fails when its trainer is killed, keeps its series, and lets the next one train', async () => {
    open('telling its id')
    registry.start()
    const first = create()
    const second = create({ seed: 2 })
    await training(first)
    expect(registry.get({ run: second }).state).toBe('queued')
    const pid = Number(/pid (\d+)/.exec(registry.log({ run: first }).text)?.[1])
    process.kill(pid, 'SIGKILL')
    const end = await inState(first, 'failed')
    expect(end.error).toContain('signal SIGKILL')
    expect(end.error).toContain(`pid ${pid}`)
    expect(registry.epochs({ run: first, after: 0 })).toHaveLength(1)
    await inState(second, 'running')
  })

  it('fails when the trainer cannot be started', async () => {
    open('happy')
    rmSync(join(folder, 'trainer.mjs'))
    registry.start()
    expect((await inState(create(), 'failed')).error).toContain('Cannot find module')
  })

  it('fails when there is nothing to train on', async () => {
    open('happy')
    registry.start()
    workspace.database.run('UPDATE interaction SET split = 2')
    expect((await inState(create(), 'failed')).error).toContain('‘mugs’ has no training interactions')
  })

  it('does not keep the queue waiting when its trainer stays after its last word', async () => {
    open('lingering', 1)
    registry.start()
    const first = create()
    const second = create({ seed: 2 })
    await inState(first, 'finished')
    await inState(second, 'finished')
    expect(registry.get({ run: first }).state).toBe('finished')
  })

  it('ends quietly when its data set is removed', async () => {
    open('obedient')
    registry.start()
    const run = create()
    await training(run)
    workspace.database.run('DELETE FROM dataset')
    await registry.close()
    expect(registry.list({})).toEqual([])
  })
})

describe('stop', () => {
  it('lets the trainer test its best epoch', async () => {
    open('obedient')
    registry.start()
    const run = create()
    await training(run)
    expect(registry.stop({ run }).state).toBe('running')
    expect(await inState(run, 'stopped')).toMatchObject({ test: { 'recall@20': 0.15 }, error: null })
    expect(registry.stop({ run }).state).toBe('stopped')
  })

  it('ends a trainer that does not listen', async () => {
    open('hanging', 1)
    registry.start()
    const run = create()
    await training(run)
    registry.stop({ run })
    expect((await inState(run, 'stopped')).error).toContain('signal SIGKILL')
  })

  it('works before the trainer has started, and takes a queued run off the queue', async () => {
    open('hanging')
    registry.start()
    const first = create()
    const second = create({ seed: 2 })
    expect(registry.stop({ run: second })).toMatchObject({ state: 'stopped', error: null })
    registry.stop({ run: first })
    expect((await inState(first, 'stopped')).error).toContain('had not started')
  })
})

describe('an engine', () => {
  it('that closes ends its trainers; queued runs wait for the next one', async () => {
    open('hanging')
    registry.start()
    const first = create()
    const second = create({ seed: 2 })
    await training(first)
    await registry.close()
    expect(registry.get({ run: first })).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('closed while this run trained'),
    })
    expect(registry.get({ run: second }).state).toBe('queued')
    open('happy')
    registry.start()
    await inState(second, 'finished')
  })

  it('that died is found out at the next start', async () => {
    open('hanging')
    const run = create()
    workspace.database.run(`UPDATE run SET state = 'running', started_at = 1`)
    registry.start()
    expect(registry.get({ run })).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('its trainer with it'),
    })
  })
})

describe('remove', () => {
  it('takes the files with it, and refuses while the run trains', async () => {
    open('obedient')
    registry.start()
    const run = create()
    await training(run)
    await expect(registry.remove({ run })).rejects.toMatchObject({ code: 'CONFLICT' })
    registry.stop({ run })
    await inState(run, 'stopped')
    // The run has ended; its trainer may need a moment longer.
    await registry.close()
    expect(existsSync(workspace.paths.run(run))).toBe(true)
    const removed = once(bus, 'event')
    await registry.remove({ run })
    expect((await removed)[0]).toEqual({ topic: 'run-removed', run })
    expect(existsSync(workspace.paths.run(run))).toBe(false)
    expect(() => registry.get({ run })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

describe('the frozen input', () => {
  const array = (run: RunId, name: string) => {
    const path = join(workspace.paths.run(run), 'input', `${name}.npy`)
    const { shape, data } = decodeNpy(readFileSync(path), path)
    return { shape: [...shape], data: [...data] }
  }
  const card = (run: RunId) =>
    RunInput.parse(JSON.parse(readFileSync(join(workspace.paths.run(run), 'input', 'run.json'), 'utf8')))

  function snapshotOf(negatives: { item: number; text: string }[]): SnapshotId {
    const step = insertStep(workspace.database, {
      annotator: 'Ada' as Annotator,
      undoes: null,
      dwell: null,
      createdAt: 0,
    })
    for (const { item, text } of negatives) {
      const id = seeded.items[item]
      if (id === undefined) throw new RangeError(`item ${item}`)
      const proposal = seedProposal(workspace, { ...seeded, item: id }, { text, visual: 'four' })
      insertDecision(workspace.database, step, { verdict: 'accept', proposal })
    }
    const curated = readCuratedNegatives(workspace.database, seeded.dataset)
    const snapshot = { dataset: seeded.dataset, name: 'first', hash: 'h', createdAt: 0 }
    return insertSnapshot(workspace.database, snapshot, curated)
  }

  it('is the data set by position, and the encoded negatives of the snapshot', async () => {
    open('happy')
    registry.start()
    const snapshot = snapshotOf([
      { item: 2, text: 'xx' },
      { item: 0, text: 'x' },
    ])
    const run = create({ model: 'neggen' }, snapshot)
    expect(await inState(run, 'finished')).toMatchObject({ name: 'NegGen · snapshot ‘first’ · seed 1' })
    expect(card(run)).toEqual({ config: config({ model: 'neggen' }), users: 2, items: 3, negatives: 2 })
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
    registry.start()
    const run = create({ model: 'neggen', causal: false }, snapshotOf([{ item: 0, text: 'x' }]))
    expect(await inState(run, 'finished')).toMatchObject({ snapshot: null, name: 'NegGen · seed 1' })
    expect(card(run).negatives).toBe(0)
    expect(existsSync(join(workspace.paths.run(run), 'input', 'negative_items.npy'))).toBe(false)
  })

  it('needs a snapshot of the same data set for NegGen', () => {
    open('happy')
    expect(() => create({ model: 'neggen' })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
    expect(() => create({ model: 'neggen' }, 99 as SnapshotId)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    const snapshot = snapshotOf([{ item: 0, text: 'x' }])
    const other = seedDataset(workspace, 'hats', ['Straw hat'])
    const call = () =>
      registry.create({ dataset: other.dataset, snapshot, config: config({ model: 'neggen' }) })
    expect(call).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        message: 'The snapshot ‘first’ belongs to another data set.',
      }),
    )
    expect(registry.list({})).toEqual([])
  })
})
