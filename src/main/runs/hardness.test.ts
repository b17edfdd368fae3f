import { EventEmitter, once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertDecision } from '#main/store/decision-repository.ts'
import { readProposalSummary } from '#main/store/proposal-repository.ts'
import { saveSettings } from '#main/store/settings-repository.ts'
import { insertSnapshot, readCuratedNegatives } from '#main/store/snapshot-repository.ts'
import {
  type Seeded,
  seedDataset,
  seedInteractions,
  seedJob,
  seedProposal,
  seedStep,
} from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { NO_VERDICTS } from '#shared/attributes/scheme.ts'
import type { Annotator, ProposalId, RunId, SnapshotId } from '#shared/contract/ids.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { DEFAULT_TEXT_ENCODER } from '#shared/encoders/text-encoder-settings.ts'
import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import { RunQueue } from './run-queue.ts'
import { createRunsService, type RunsService } from './runs-service.ts'
import { lengthFeatures } from './testing/length-features.ts'

const FINISHES = `
  await send({ type: 'finished', reason: 'epochs', epochs: 1, bestEpoch: 1, secondsPerEpoch: 1, validation: {}, test: {} })
  process.exit(0)`
const TRAINS_FOREVER = `
  await send({ type: 'epoch', epoch: 1, loss: 1, seconds: 1, best: true })
  await new Promise(() => setInterval(() => undefined, 1000))`
/** The encoder of these tests counts letters, in one dimension: a negative's hardness is the length of its text. */
const SCORES = `
  copyFileSync(join(process.argv[4], 'text_negative.npy'), join(process.argv[4], 'hardness.npy'))
  process.exit(0)`
const FAILS_TO_SCORE = `
  await send({ type: 'failed', message: 'The checkpoint is gone.' })
  process.exit(1)`

let folder: string
let workspace: Workspace
let seeded: Seeded
let queue: RunQueue
let service: RunsService
let bus: EventEmitter
let proposals: ProposalId[]
let snapshot: SnapshotId

/** The third mug has no training interactions. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hardness-'))
  workspace = openWorkspace(join(folder, 'workspace'))
  seeded = seedDataset(workspace, 'mugs', ['Red mug', 'Tall mug', 'Old mug'])
  const train = [
    [0, 0],
    [1, 1],
  ] as const
  seedInteractions(workspace, seeded, { train, validation: [[1, 2]], test: [[0, 1]] })
  proposals = ['x', 'xx', 'xxx'].map((text, item) => propose(item, text))
  snapshot = snapshotOf(proposals)
  bus = new EventEmitter()
})
afterEach(async () => {
  await queue.close()
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

function propose(item: number, text: string): ProposalId {
  const id = seeded.items[item]
  if (id === undefined) throw new RangeError(`item ${item}`)
  const job = seedJob(workspace, seeded.dataset)
  return seedProposal(workspace, { dataset: seeded.dataset, job, item: id }, { text })
}

function snapshotOf(accepted: readonly ProposalId[]): SnapshotId {
  const { database } = workspace
  const annotator = 'Ada' as Annotator
  const step = seedStep({ database }, annotator)
  for (const proposal of accepted) insertDecision(database, step, { verdict: 'accept', proposal })
  const frozen = {
    dataset: seeded.dataset,
    name: 'first',
    hash: 'h',
    createdAt: 0,
    which: 'curated' as const,
    attributes: NO_VERDICTS,
  }
  return insertSnapshot(database, frozen, readCuratedNegatives(database, seeded.dataset))
}

function open(scoring: string, training = FINISHES): void {
  const trainerEntry = join(folder, 'trainer.mjs')
  writeFileSync(
    trainerEntry,
    `import { copyFileSync } from 'node:fs'
    import { join } from 'node:path'
    const send = (message) => new Promise((resolve) => process.send(message, undefined, undefined, resolve))
    process.on('disconnect', () => process.exit(1))
    if (process.argv[3] === '--score') { ${scoring} } else { ${training} }`,
  )
  queue = new RunQueue({
    workspace,
    trainerEntry,
    knownBackends: async () => null,
    runsAtOnce: () => 1,
    machine: { cores: 2, memory: 8e9 },
    onBug: (error) => {
      throw error
    },
    publish: (event) => bus.emit(event.topic, event),
    ...lengthFeatures(workspace),
  })
  service = createRunsService({ workspace, queue, version: '1.2.3' })
  queue.start()
}

/** Trains to the end, and scores. */
async function train(changes: Partial<AssignedSettings> = {}): Promise<RunId> {
  const config = configFrom({ model: 'neggen', ...changes })
  const run = service.create({ dataset: seeded.dataset, snapshot, config }).id
  while (['queued', 'running'].includes(service.get({ run }).state)) await once(bus, 'run')
  await queue.scorePending(seeded.dataset)
  return run
}

const hardness = () =>
  proposals.map((proposal) => readProposalSummary(workspace.database, proposal)?.qualityMetrics.hardness)

describe('hardness', () => {
  it('of all proposals comes from a run of NegGen that has finished, of later ones when asked for', async () => {
    open(SCORES)
    const run = await train()
    expect(hardness()).toEqual([1, 2, null])
    expect(existsSync(join(workspace.paths.run(run), 'scoring'))).toBe(false)

    proposals.push(propose(0, 'xxxx'))
    expect(hardness()).toEqual([1, 2, null, null])
    const told: unknown[] = []
    bus.on('hardness', (event) => told.push(event))
    await queue.scorePending(seeded.dataset)
    expect(hardness()).toEqual([1, 2, null, 4])
    await queue.scorePending(seeded.dataset)
    expect(told).toEqual([{ topic: 'hardness', dataset: seeded.dataset }])
  })

  it('is measured in the space that the run learned in, whatever was chosen since', async () => {
    open(SCORES)
    const textEncoder = { ...DEFAULT_TEXT_ENCODER, dimensions: 2 * DEFAULT_TEXT_ENCODER.dimensions }
    saveSettings(workspace.database, { textEncoder })
    await train()
    expect(hardness()).toEqual([2, 4, null])
    saveSettings(workspace.database, { textEncoder: DEFAULT_TEXT_ENCODER })
    proposals.push(propose(0, 'xxxx'))
    await queue.scorePending(seeded.dataset)
    expect(hardness()).toEqual([2, 4, null, 8])
  })

  it('does not come from a run without the causal module', async () => {
    open(FAILS_TO_SCORE)
    const run = await train({ causal: false })
    expect(hardness()).toEqual([null, null, null])
    expect(service.log({ run }).text).not.toContain('[hardness]')
  })

  it('stays as it was where it cannot be told, and the log of the run says why', async () => {
    open(SCORES)
    await train()
    await queue.close()
    open(FAILS_TO_SCORE)
    const run = await train({ seed: 2 })
    expect(service.get({ run })).toMatchObject({ state: 'finished' })
    expect(service.log({ run }).text).toContain('[hardness] The proposals could not be scored')
    expect(service.log({ run }).text).toContain('The checkpoint is gone.')
    expect(hardness()).toEqual([1, 2, null])
  })

  it('that was missed is told at the next start', async () => {
    open(FAILS_TO_SCORE)
    await train()
    await queue.close()
    open(SCORES)
    await expect.poll(hardness).toEqual([1, 2, null])
  })

  it('goes with the run that it came from', async () => {
    open(SCORES)
    const run = await train()
    await service.remove({ run })
    expect(hardness()).toEqual([null, null, null])
  })
})

describe('forgetDataset', () => {
  it('ends the trainers of its runs, and takes runs and files away', async () => {
    open(SCORES, TRAINS_FOREVER)
    const config = configFrom({ model: 'lightgcn' })
    const runs = [1, 2].map(() => service.create({ dataset: seeded.dataset, config }).id)
    await once(bus, 'run-epoch')
    const removed: StudioEvent[] = []
    bus.on('run-removed', (event: StudioEvent) => removed.push(event))
    await queue.forgetDataset(seeded.dataset)
    expect(service.list({})).toEqual([])
    expect(runs.filter((run) => existsSync(workspace.paths.run(run)))).toEqual([])
    expect(removed).toHaveLength(2)
  })
})
