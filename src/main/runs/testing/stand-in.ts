import { EventEmitter, on } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '#main/store/settings-repository.ts'
import { type Seeded, seedDataset, seedInteractions } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { RunId, SnapshotId } from '#shared/contract/ids.ts'
import type { Run, RunState } from '#shared/contract/runs.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import { RunQueue, type RunQueueDependencies } from '../run-queue.ts'
import { createRunsService, type RunsService } from '../runs-service.ts'
import { lengthFeatures } from './length-features.ts'

/** What every script begins with. `send` waits until the message is out. */
const PREAMBLE = `
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
const folder = process.argv[2]
const { config } = JSON.parse(readFileSync(join(folder, 'input', 'run.json'), 'utf8'))
const send = (message) => new Promise((resolve) => process.send(message, undefined, undefined, resolve))
const started = { type: 'started', backend: 'reference', device: 'a CPU', reason: 'it is there', parameters: 1, stepsPerEpoch: 10 }
const epoch = (epoch, best) => ({ type: 'epoch', epoch, loss: 1 / epoch, seconds: epoch, validation: { 'recall@20': 0.1 * epoch }, best })
const finished = (reason, epochs = 3) => ({ type: 'finished', reason, epochs, bestEpoch: 2, secondsPerEpoch: 2, validation: { 'recall@20': 0.2 }, test: { 'recall@20': 0.15 } })
process.on('disconnect', () => process.exit(1))
/** Only ever ended from outside. */
const forever = () => new Promise(() => setInterval(() => undefined, 1000))
const checkpoint = join(folder, 'output', 'checkpoint.safetensors')
const writeCheckpoint = (where) => {
  mkdirSync(join(folder, 'output'), { recursive: true })
  writeFileSync(checkpoint, JSON.stringify(where))
}
const resumedFrom = existsSync(checkpoint) ? JSON.parse(readFileSync(checkpoint, 'utf8')) : null
`

/** A workspace with a small data set, and an engine's queue whose trainers follow a script. */
export class StandIn {
  readonly workspace: Workspace
  readonly seeded: Seeded
  events: StudioEvent[] = []
  bus = new EventEmitter()
  readonly #folder = mkdtempSync(join(tmpdir(), 'runs-'))
  #queue: RunQueue | undefined
  #service: RunsService | undefined

  constructor() {
    this.workspace = openWorkspace(join(this.#folder, 'workspace'))
    this.seeded = seedDataset(this.workspace, 'mugs', ['Red mug', 'Tall mug', 'Old mug'])
    seedInteractions(this.workspace, this.seeded, {
      train: [
        [0, 0],
        [0, 2],
        [1, 1],
      ],
      validation: [[1, 2]],
      test: [[0, 1]],
    })
  }

  get queue(): RunQueue {
    if (this.#queue === undefined) throw new Error('open a queue first')
    return this.#queue
  }

  get service(): RunsService {
    if (this.#service === undefined) throw new Error('open a queue first')
    return this.#service
  }

  get trainerEntry(): string {
    return join(this.#folder, 'trainer.mjs')
  }

  /** A new engine's queue and service; `start` is the test's to call. */
  open(script: string, options: Partial<RunQueueDependencies> = {}): void {
    writeFileSync(this.trainerEntry, PREAMBLE + script)
    this.events = []
    this.bus = new EventEmitter()
    this.#queue = new RunQueue({
      workspace: this.workspace,
      trainerEntry: this.trainerEntry,
      knownBackends: async () => null,
      runsAtOnce: () => readSettings(this.workspace.database).runsAtOnce,
      machine: { cores: availableParallelism(), memory: totalmem() },
      onBug: (error) => {
        throw error
      },
      publish: (event) => {
        this.events.push(event)
        this.bus.emit('event', event)
      },
      ...lengthFeatures(this.workspace),
      ...options,
    })
    this.#service = createRunsService({
      workspace: this.workspace,
      queue: this.#queue,
      version: '1.2.3',
    })
  }

  create(changes: Partial<AssignedSettings> = {}, snapshot?: SnapshotId): RunId {
    const config = configFrom({ model: 'lightgcn', threads: 1, ...changes })
    return this.service.create({ dataset: this.seeded.dataset, snapshot, config }).id
  }

  /** Waits for the run to get there; looks before it waits. */
  async until(run: RunId, reached: (run: Run) => boolean): Promise<Run> {
    const now = this.service.get({ run })
    if (reached(now)) return now
    for await (const [event] of on(this.bus, 'event') as AsyncIterable<[StudioEvent]>) {
      if (event.topic === 'run' && event.run.id === run && reached(event.run)) return event.run
    }
    throw new Error('the bus never ends')
  }

  inState(run: RunId, state: RunState): Promise<Run> {
    return this.until(run, (seen) => seen.state === state)
  }

  async close(): Promise<void> {
    await this.#queue?.close()
    this.workspace.database.close()
    rmSync(this.#folder, { recursive: true })
  }
}
