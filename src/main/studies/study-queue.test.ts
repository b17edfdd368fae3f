import { on } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StandIn } from '#main/runs/testing/stand-in.ts'
import type { RunId, StudyId } from '#shared/contract/ids.ts'
import type { Study, StudyState } from '#shared/contract/studies.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { decodeNpy } from '#shared/files/npy.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { analyseStudy } from './analysis/analyse-study.ts'
import { storedMaterial } from './analysis/stored-material.ts'
import { createStudiesService } from './studies-service.ts'
import { StudyQueue } from './study-queue.ts'
import { armLike, planLike } from './testing/plan-like.ts'

/** Learning rates above 0.015 are better; popularity is best. */
const RESULT = `
const rate = config.learningRate
const tests = readFileSync(join(folder, 'input', 'test.npy')).length > 128
const validation = { 'recall@20': config.model.name === 'popularity' ? 0.5 : rate }
const result = (reason = 'early-stop') =>
  ({ ...finished(reason), validation, test: tests ? { 'recall@20': rate / 2 + config.seed / 100 } : null })
await send(started)
`
const AT_ONCE = `${RESULT} await send(result()); process.exit(0)`
/** Waits for a file, or for what it is asked to do. */
const WHEN_TOLD = `
process.on('message', async ({ type }) => {
  if (type === 'pause') { writeCheckpoint({ epoch: 1, step: 5 }); await send({ type: 'paused', epoch: 1, step: 5 }); process.exit(0) }
  if (type === 'stop') { await send(result('stopped')); process.exit(0) }
})
${RESULT}
await send(epoch(1, true))
const go = join(folder, '..', '..', 'go')
while (!existsSync(go)) await new Promise((resolve) => setTimeout(resolve, 5))
await send(result())
process.exit(0)`

let studio: StandIn
let queue: StudyQueue
let service: ReturnType<typeof createStudiesService>
beforeEach(() => {
  studio = new StandIn()
})
afterEach(async () => {
  await queue.close()
  await studio.close()
})

function open(script: string, cores = 3): void {
  studio.open(script, {
    machine: { cores, memory: 8e9 },
    closingMilliseconds: 1,
    onEnded: (run, disk) => queue.runEnded(run, disk),
  })
  queue = new StudyQueue({
    workspace: studio.workspace,
    publish: (event) => {
      studio.events.push(event)
      studio.bus.emit('event', event)
    },
    runs: studio.queue,
    version: '1.2.3',
    analyse: async () => ({ conclusion: 'Nothing was shown.' }),
    onBug: (error) => {
      throw error
    },
  })
  service = createStudiesService({
    workspace: studio.workspace,
    queue,
    analyse: async (study) => analyseStudy(storedMaterial(studio.workspace, studio.queue.records, study)),
    version: '1.2.3',
  })
  studio.queue.recover()
  queue.recover()
}

function start(): void {
  studio.queue.start()
  queue.start()
}

const create = async (parts: Partial<StudyPlan> = {}, name = 'first'): Promise<StudyId> => {
  const replications = [{ dataset: studio.seeded.dataset, snapshots: { curated: null, uncurated: null } }]
  return (await service.create({ name, plan: planLike({ replications, ...parts }), start: true })).id
}

async function until(study: StudyId, reached: (study: Study) => boolean): Promise<Study> {
  const now = service.get({ study })
  if (reached(now)) return now
  for await (const _ of on(studio.bus, 'event') as AsyncIterable<[StudioEvent]>) {
    const seen = service.get({ study })
    if (reached(seen)) return seen
  }
  throw new Error('the bus never ends')
}

const inState = (study: StudyId, state: StudyState) => until(study, (seen) => seen.state === state)
const trainings = ({ trials }: Study) =>
  trials.map(({ arm, stage, point, seed, state }) => ({ arm, stage, point, seed, state }))
const runsOf = ({ trials }: Study): RunId[] => trials.flatMap(({ run }) => run ?? [])
/** What trainers wait for. */
const go = () => writeFileSync(join(studio.workspace.paths.root, 'go'), '')

describe('a study', () => {
  it('tunes on validation alone, then trains what was best for each seed, and tests it', async () => {
    open(AT_ONCE)
    start()
    const study = await create()
    const ended = await inState(study, 'finished')
    expect(trainings(ended)).toEqual([
      { arm: 'lightgcn', stage: 'tuning', point: { learningRate: 0.01 }, seed: 7, state: 'finished' },
      { arm: 'lightgcn', stage: 'tuning', point: { learningRate: 0.02 }, seed: 7, state: 'finished' },
      { arm: 'popularity', stage: 'final', point: {}, seed: 1, state: 'finished' },
      { arm: 'lightgcn', stage: 'final', point: { learningRate: 0.02 }, seed: 1, state: 'finished' },
      { arm: 'lightgcn', stage: 'final', point: { learningRate: 0.02 }, seed: 2, state: 'finished' },
    ])
    expect(ended).toMatchObject({
      conclusion: 'Nothing was shown.',
      explanation: null,
      progress: { finished: 5, total: 5, secondsLeft: null },
    })
    for (const trial of ended.trials) {
      const run = studio.service.get({ run: trial.run as RunId })
      expect(run).toMatchObject({ study: { id: study, arm: trial.arm, stage: trial.stage } })
      const file = join(studio.workspace.paths.run(run.id), 'input', 'test.npy')
      expect(decodeNpy(readFileSync(file), file).shape).toEqual([trial.stage === 'tuning' ? 0 : 1, 2])
      expect(run.state === 'finished' && run.test === null).toBe(trial.stage === 'tuning')
      expect(run.config).toMatchObject({ backend: 'wasm', threads: 1, seed: trial.seed })
    }
  })

  it('keeps no more in the queue than the machine takes, with some ahead, and lets own runs go first', async () => {
    open(WHEN_TOLD, 2)
    start()
    const study = await create({
      seeds: [1, 2, 3, 4, 5, 6, 7, 8],
      arms: [armLike('a'), armLike('lightgcn')],
      hypotheses: [{ text: 'x', arm: 'a', against: 'lightgcn' }],
    })
    const busy = await until(study, ({ trials }) => trials.filter(({ run }) => run !== null).length === 4)
    expect(busy.trials.map(({ state }) => state).filter((state) => state === 'running')).toHaveLength(2)
    const own = studio.create()
    go()
    const trained = await studio.inState(own, 'finished')
    const before = service.get({ study }).trials.filter(({ run }) => run !== null && run < own)
    const startedLater = before
      .map(({ run }) => studio.service.get({ run: run as RunId }))
      .filter(({ startedAt }) => (startedAt ?? Number.POSITIVE_INFINITY) >= (trained.startedAt ?? 0))
    expect(startedLater).toHaveLength(2)
    await inState(study, 'finished')
  })

  it('waits where it is paused, and goes on where it was, after a restart as well', async () => {
    open(WHEN_TOLD)
    start()
    const study = await create()
    await until(study, ({ trials }) => trials.filter(({ state }) => state === 'running').length === 3)
    service.pause({ study })
    const paused = await until(study, ({ trials }) => trials.every(({ state }) => state !== 'running'))
    expect(paused.state).toBe('paused')
    await queue.close()
    await studio.queue.close()
    open(AT_ONCE)
    start()
    expect(service.get({ study }).state).toBe('paused')
    service.resume({ study })
    const ended = await inState(study, 'finished')
    expect(new Set(runsOf(ended)).size).toBe(5)
    expect(runsOf(ended).slice(0, 3)).toEqual(runsOf(paused))
  })

  it('goes on by itself where an engine closed while it ran', async () => {
    open(WHEN_TOLD)
    start()
    const study = await create()
    await until(study, ({ trials }) => trials.filter(({ state }) => state === 'running').length === 3)
    await queue.close()
    await studio.queue.close()
    open(AT_ONCE)
    start()
    expect(runsOf(await inState(study, 'finished'))).toHaveLength(5)
    expect(studio.service.list({})).toHaveLength(5)
  })

  it('stops for good with its runs', async () => {
    open(WHEN_TOLD)
    start()
    const study = await create()
    await until(study, ({ trials }) => trials.filter(({ state }) => state === 'running').length === 3)
    service.stop({ study })
    const stopped = await until(study, ({ trials }) => trials.every(({ state }) => state !== 'running'))
    expect(stopped.trials.map(({ state }) => state)).toEqual([
      'stopped',
      'stopped',
      'stopped',
      'waiting',
      'waiting',
    ])
    expect(() => service.resume({ study })).toThrow('has ended for good')
  })

  it('tries a failed training twice, goes on with the others, and once more when it is resumed', async () => {
    const fails = `${RESULT}
      if (config.seed === 2 && !existsSync(join(folder, '..', '..', 'go'))) {
        await send({ type: 'failed', message: 'No more memory.' })
        process.exit(1)
      }
      await send(result()); process.exit(0)`
    open(fails)
    start()
    const study = await create()
    const failed = await inState(study, 'failed')
    expect(failed.explanation).toBe(
      'A training failed, of ‘lightgcn’: No more memory. Resume the study to try again.',
    )
    expect(failed.progress).toMatchObject({ finished: 4, total: 5 })
    expect(studio.service.list({})).toHaveLength(5)
    go()
    service.resume({ study })
    const ended = await inState(study, 'finished')
    expect(ended.trials.at(-1)?.state).toBe('finished')
    expect(studio.service.list({})).toHaveLength(5)
  })

  it('finishes without a point of a grid that cannot be trained, and says so', async () => {
    open(`${RESULT}
      if (rate === 0.02) { await send({ type: 'failed', message: 'It diverged.' }); process.exit(1) }
      await send(result()); process.exit(0)`)
    start()
    const study = await create()
    const ended = await inState(study, 'finished')
    expect(ended.trials.filter(({ stage, arm }) => stage === 'final' && arm === 'lightgcn')).toMatchObject([
      { point: { learningRate: 0.01 } },
      { point: { learningRate: 0.01 } },
    ])
    expect(ended.explanation).toBe('While tuning, a training failed, of ‘lightgcn’: It diverged.')
  })

  it('keeps its runs from being removed, and its data set; and takes them with it', async () => {
    open(AT_ONCE)
    start()
    const study = await create()
    const [run] = runsOf(await inState(study, 'finished'))
    if (run === undefined) throw new Error('no run')
    await expect(studio.service.remove({ run })).rejects.toThrow('is a training of the study ‘first’')
    await service.remove({ study })
    expect(studio.service.list({})).toEqual([])
    expect(service.list({})).toEqual([])
    expect(existsSync(studio.workspace.paths.run(run))).toBe(false)
  })
})

describe('a plan', () => {
  beforeEach(() => open(AT_ONCE))

  it('that could not be trained is refused with what is wrong', async () => {
    const refused = (parts: Partial<StudyPlan>) => expect(create(parts)).rejects
    const arm = (parts: Parameters<typeof armLike>[1]) => ({
      arms: [armLike('popularity'), armLike('lightgcn', parts)],
    })
    await refused(arm({ settings: { model: 'lightgcn', laers: 2 } })).toThrow('There is no setting "laers"')
    await refused(arm({ grid: { layers: [2, 99] } })).toThrow('The settings of ‘lightgcn’ cannot be used')
    await refused(arm({ settings: { model: 'lightgcn', seed: 2 } })).toThrow(
      'sets seed, which the study decides',
    )
    await refused(arm({ settings: { model: 'neggen' } })).toThrow(
      'say whether from the curated or the uncurated',
    )
    await refused(arm({ settings: { model: 'neggen' }, snapshot: 'curated' })).toThrow(
      'name a snapshot of them for ‘mugs’',
    )
    await refused(arm({ placeboOf: 'nobody' })).toThrow('is said to be a placebo of "nobody"')
    await refused({ arms: [armLike('lightgcn'), armLike('lightgcn')] }).toThrow(
      'has the arm "lightgcn" twice',
    )
    await refused({ seeds: [1, 1] }).toThrow('has the seed 1 twice')
    await refused({ hypotheses: [{ text: 'x', arm: 'lightgcn', against: 'lightgcn' }] }).toThrow(
      'against itself',
    )
    expect(service.list({})).toEqual([])
  })

  it('waits for its start, has a name of its own, and the encoder that is chosen', async () => {
    const plan = planLike({
      replications: [{ dataset: studio.seeded.dataset, snapshots: { curated: null, uncurated: null } }],
    })
    const { id, state } = await service.create({ name: 'waits', plan, start: false })
    expect(state).toBe('queued')
    expect(service.get({ study: id }).plan.textEncoder?.name).toBe('hashed-tfidf')
    await expect(service.create({ name: 'waits', plan, start: false })).rejects.toThrow('choose another name')
    const twin = await service.create({ name: 'twin', plan, start: false })
    expect(twin.hash).toBe(service.get({ study: id }).hash)
    start()
    service.start({ study: id })
    await inState(id, 'finished')
    expect(service.get({ study: twin.id }).state).toBe('queued')
  })
})
