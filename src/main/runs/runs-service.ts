import { mkdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { TextEncoder } from '#main/encoders/text-encoder.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import {
  deleteRun,
  insertRun,
  listRuns,
  listRunsInState,
  markAwaitingTest,
  markPaused,
  markResumed,
  markStopped,
  readEpochs,
  readRun,
  type StoredRun,
  setRunLabels,
} from '#main/store/run-repository.ts'
import { readSnapshot } from '#main/store/snapshot-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { DatasetId, RunId, SnapshotId } from '#shared/contract/ids.ts'
import type { Comparison, Run, RunEpoch, RunLabels, RunState } from '#shared/contract/runs.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { isResumable } from '#shared/runs/run-facts.ts'
import { threadCount } from '#shared/training/backends.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { modelDescriptor, modelTraits } from '#shared/training/models/model-settings.ts'
import { compareRuns } from './compare.ts'
import { HardnessScoring } from './hardness.ts'
import { RunExecution } from './run-execution.ts'
import { RunFolder } from './run-folder.ts'
import { readLog } from './run-log.ts'
import { runName } from './run-name.ts'
import { howItGoesOn } from './run-sentences.ts'
import type { KnownBackends } from './trainer-process.ts'
import { readUserMetrics } from './user-metrics.ts'

export interface RegistryOptions {
  workspace: Workspace
  publish: Publish
  /** Built file of the trainer process. */
  trainerEntry: string
  knownBackends: KnownBackends
  /** The encoder fitted on the texts of a data set. */
  textEncoder: (dataset: DatasetId) => Promise<TextEncoder>
  /** Of the studio; runs keep it. */
  version: string
  /** Trainers at a time. Each takes all cores that it can get, so more than one rarely pays. */
  parallel?: number
  /** How long a trainer may take to end once asked to; it still tests its best epoch, or writes its checkpoint. */
  graceMilliseconds?: number
  /** The same when the engine closes: the desktop ends an engine by force that takes longer than five seconds. */
  closingMilliseconds?: number
  /** Called with what kept the end of a run from being put on record. */
  onBug: (error: unknown) => void
}

type LabelChanges = { [Name in keyof RunLabels]?: RunLabels[Name] | undefined }

export type RunService = ReturnType<typeof createRunService>

/**
 * The contract's section `runs`: a persisted queue of runs, each trained in a process of its own. Nothing
 * trains before `start`; `close` pauses what trains, and what is queued waits for the next start.
 */
export function createRunService(options: RegistryOptions) {
  const { workspace, publish, version, parallel = 1, closingMilliseconds = 3000 } = options
  const { database, paths } = workspace
  const executions = new Map<RunId, RunExecution>()
  const hardness = new HardnessScoring(options)
  let open = false

  return {
    /**
     * Queues a run.
     *
     * @throws ExpectedError NOT_FOUND without the data set or snapshot, BAD_INPUT when the configuration
     *   and the snapshot do not fit together
     */
    create(input: { dataset: DatasetId; snapshot?: SnapshotId | undefined; config: TrainConfig }): Run {
      const { dataset } = input
      // A run keeps the number itself: on another machine, "as many as cores" gives other bits.
      const config = { ...input.config, threads: threadCount(input.config.threads, availableParallelism()) }
      if (readDataset(database, dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      const snapshot = usedSnapshot(dataset, config, input.snapshot)
      const run = insertRun(database, { dataset, snapshot, config, version, createdAt: Date.now() })
      // Ids are given out again, and a run of a removed data set may have left its files behind.
      rmSync(paths.run(run), { recursive: true, force: true })
      mkdirSync(paths.run(run), { recursive: true })
      announce(run)
      startNext()
      return requireRun(run)
    },

    list: (input: { dataset?: DatasetId | undefined }): Run[] =>
      listRuns(database, input.dataset ?? null).map(complete),

    /** @throws ExpectedError NOT_FOUND */
    get: ({ run }: { run: RunId }): Run => requireRun(run),

    /** @throws ExpectedError NOT_FOUND */
    epochs({ run, after }: { run: RunId; after: number }): RunEpoch[] {
      requireRun(run)
      return readEpochs(database, run, after)
    },

    /** @throws ExpectedError NOT_FOUND */
    log({ run }: { run: RunId }): { text: string } {
      requireRun(run)
      return { text: readLog(folderOf(run).log) }
    },

    /**
     * Takes a queued run off the queue, or asks the trainer of a running one to write its checkpoint and end.
     * Leaves a paused run as it is, and one that is about to stop.
     *
     * @throws ExpectedError NOT_FOUND; CONFLICT when it has ended
     */
    pause({ run }: { run: RunId }): Run {
      const { state, name } = settledRun(run)
      switch (state) {
        case 'queued':
          markPaused(database, run, null, null)
          announce(run)
          break
        case 'running':
          executions.get(run)?.pause()
          break
        case 'paused':
          break
        case 'finished':
        case 'stopped':
        case 'failed':
          throw new ExpectedError('CONFLICT', `‘${name}’ has ended already, so it cannot be paused.`)
        default:
          assertNever(state)
      }
      return requireRun(run)
    },

    resume,

    /**
     * Asks the trainer of a running run to stop, which still tests its best epoch. A queued or paused run that
     * has a checkpoint goes into the queue for that test; one without ends at once, since it has nothing to
     * test. Leaves a run that has ended as it is.
     *
     * @throws ExpectedError NOT_FOUND
     */
    stop({ run }: { run: RunId }): Run {
      const { state, startedAt } = settledRun(run)
      if (state === 'queued' || state === 'paused') {
        if (folderOf(run).hasCheckpoint) markAwaitingTest(database, run, Date.now())
        else markStopped(database, run, startedAt === null ? null : NOTHING_TO_TEST, Date.now())
        announce(run)
        startNext()
      } else {
        executions.get(run)?.stop()
      }
      return requireRun(run)
    },

    /** @throws ExpectedError NOT_FOUND */
    label({ run, labels }: { run: RunId; labels: LabelChanges }): Run {
      requireRun(run)
      setRunLabels(database, run, labels)
      announce(run)
      return requireRun(run)
    },

    /** @throws ExpectedError NOT_FOUND; CONFLICT while it trains */
    async remove({ run }: { run: RunId }): Promise<{ removed: true }> {
      const { name, dataset, state } = settledRun(run)
      if (state === 'running') {
        throw new ExpectedError('CONFLICT', `‘${name}’ is training; stop it before you remove it.`)
      }
      deleteRun(database, run)
      // A trainer that had its last word may need a moment longer.
      const ending = executions.get(run)
      ending?.forget()
      await Promise.all([hardness.abandon(dataset), ending?.done])
      await rm(paths.run(run), { recursive: true, force: true })
      publish({ topic: 'run-removed', run })
      void scorePending(dataset)
      return { removed: true }
    },

    /** @throws ExpectedError NOT_FOUND; BAD_INPUT as `compareRuns` */
    compare(input: { runs: readonly RunId[] }): Promise<Comparison> {
      const runs = [...new Set(input.runs)].map(requireRun)
      return compareRuns(runs, (run) => readUserMetrics(paths.run(run.id), run.name))
    },

    /** Removes the runs of a data set that is about to go, with their trainers and files. */
    async forgetDataset(dataset: DatasetId): Promise<void> {
      const runs = listRuns(database, dataset).map((run) => run.id)
      // Rows first: what has none is neither started nor recorded any more.
      for (const run of runs) deleteRun(database, run)
      const training = runs.flatMap((run) => executions.get(run) ?? [])
      for (const execution of training) execution.forget()
      await Promise.all([hardness.abandon(dataset), ...training.map((execution) => execution.done)])
      for (const run of runs) {
        await rm(paths.run(run), { recursive: true, force: true })
        publish({ topic: 'run-removed', run })
      }
    },

    scorePending,
    recover,

    /** Puts in order what an engine left behind, and goes on with the queue. */
    start(): void {
      recover()
      open = true
      startNext()
      for (const dataset of new Set(listRuns(database, null).map((run) => run.dataset))) {
        void scorePending(dataset)
      }
    },

    /** Has the trainers write their checkpoints and ends them; their runs are paused with a sentence that says so. */
    async close(): Promise<void> {
      open = false
      for (const execution of executions.values()) execution.close(closingMilliseconds)
      await Promise.allSettled([hardness.close(), ...[...executions.values()].map(({ done }) => done)])
    },
  }

  /**
   * Puts a paused run, or a failed one that left a checkpoint, back into the queue. It keeps its folder, its
   * input and its series, and its trainer goes on from the checkpoint, or from the start where there is none.
   * Leaves a run that is queued or trains as it is.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT when there is nothing to go on with
   */
  async function resume({ run }: { run: RunId }): Promise<Run> {
    const found = settledRun(run)
    const { state, name } = found
    if (state === 'running') {
      const execution = executions.get(run)
      if (execution === undefined || !execution.isPausing) return requireRun(run)
      await execution.done
      return resume({ run })
    }
    if (isResumable(found)) {
      markResumed(database, run)
      announce(run)
      startNext()
    } else if (state !== 'queued') {
      throw new ExpectedError('CONFLICT', `‘${name}’ ${WHY_NOT_RESUMABLE[state]}`)
    }
    return requireRun(run)
  }

  /**
   * Brings the hardness of a data set's proposals up to date, in the background: what its newest finished run
   * of NegGen has not scored yet. Nothing before `start`, which does it by itself, as does the end of a run.
   */
  async function scorePending(dataset: DatasetId): Promise<void> {
    if (open) await hardness.score(dataset)
  }

  /** Puts in order what an engine left behind that did not close. Before `start` alone, and without training. */
  function recover(): void {
    for (const run of listRunsInState(database, 'running')) markInterrupted(run)
  }

  /** What is marked as running though nothing runs it waits for somebody to resume it. */
  function markInterrupted(run: RunId): void {
    const error = `The studio ended while this run trained. ${howItGoesOn(folderOf(run))}`
    markPaused(database, run, error, null)
    announce(run)
  }

  function startNext(): void {
    while (open && executions.size < parallel) {
      // A run that was resumed at once may have a trainer that is still on its way out.
      const next = listRunsInState(database, 'queued').find((run) => !executions.has(run))
      if (next === undefined) return
      const execution = new RunExecution(next, {
        workspace,
        textEncoder: options.textEncoder,
        trainerEntry: options.trainerEntry,
        knownBackends: options.knownBackends,
        graceMilliseconds: options.graceMilliseconds ?? 60_000,
        announce,
        announceEpoch: (run, epoch) => publish({ topic: 'run-epoch', run, epoch }),
        announceProgress: (progress) => publish({ topic: 'run-progress', progress }),
      })
      executions.set(next, execution)
      void execution.done.catch(options.onBug).finally(() => {
        executions.delete(next)
        startNext()
        const dataset = readRun(database, next)?.dataset
        if (dataset !== undefined) void scorePending(dataset)
      })
    }
  }

  /** The snapshot that a run learns from, where its model needs negatives. */
  function usedSnapshot(
    dataset: DatasetId,
    config: TrainConfig,
    snapshot: SnapshotId | undefined,
  ): SnapshotId | null {
    const { negatives } = modelTraits(config.model).needs
    if (negatives === 'none') return null
    if (snapshot === undefined) {
      if (negatives === 'optional') return null
      throw new ExpectedError(
        'BAD_INPUT',
        `${modelDescriptor(config.model.name).label} learns from curated negatives: choose a snapshot of this data set, or another model.`,
      )
    }
    const found = readSnapshot(database, snapshot)
    if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This snapshot does not exist any more.')
    if (found.dataset !== dataset) {
      throw new ExpectedError('BAD_INPUT', `The snapshot ‘${found.name}’ belongs to another data set.`)
    }
    return found.id
  }

  function announce(run: RunId): void {
    const found = readRun(database, run)
    if (found !== undefined) publish({ topic: 'run', run: complete(found) })
  }

  function requireRun(run: RunId): Run {
    const found = readRun(database, run)
    if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This run does not exist any more.')
    return complete(found)
  }

  /** As `requireRun`; a run whose end could not be put on record is paused. */
  function settledRun(run: RunId): Run {
    const found = requireRun(run)
    if (found.state !== 'running' || executions.has(run)) return found
    markInterrupted(run)
    return requireRun(run)
  }

  function folderOf(run: RunId): RunFolder {
    return new RunFolder(paths.run(run))
  }

  function complete(run: StoredRun): Run {
    const name = runName(run)
    return run.state === 'failed'
      ? { ...run, name, resumable: folderOf(run.id).hasCheckpoint }
      : { ...run, name }
  }
}

const NOTHING_TO_TEST = 'It was stopped before its first checkpoint, so there was nothing to test.'

const WHY_NOT_RESUMABLE: Record<Exclude<RunState, 'queued' | 'running'>, string> = {
  paused: 'cannot go on.',
  finished: 'has finished: there is nothing left to train.',
  stopped: 'was stopped for good. Train it again with the same settings and seed.',
  failed: 'failed before its first checkpoint. Train it again with the same settings and seed.',
}
