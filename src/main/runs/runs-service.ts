import type { Reader } from '#main/store/database.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { readEpochs } from '#main/store/run-epoch-repository.ts'
import { setRunLabels } from '#main/store/run-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { readSnapshot } from '#main/store/snapshot-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId, RunId, SnapshotId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { trainability } from '#shared/runs/trainable.ts'
import { threadCount } from '#shared/training/backends.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { modelDescriptor, modelTraits } from '#shared/training/models/model-settings.ts'
import { coresOfEach } from './admission.ts'
import { compareRuns } from './compare.ts'
import { readLog } from './run-log.ts'
import type { RunQueue } from './run-queue.ts'
import { readUserMetrics } from './user-metrics.ts'

export interface RunsDependencies {
  workspace: Workspace
  queue: RunQueue
  /** Of the studio; runs keep it. */
  version: string
}

export type RunsService = ReturnType<typeof createRunsService>

/** The contract's section `runs`. */
export function createRunsService({ workspace, queue, version }: RunsDependencies) {
  const { database, paths } = workspace
  const { records } = queue

  /** @throws ExpectedError NOT_FOUND; CONFLICT for a training of a study, which only makes sense as a whole */
  const refuseOfStudy = (run: RunId): RunId => {
    const { name, study } = records.get(run)
    if (study === null) return run
    throw new ExpectedError(
      'CONFLICT',
      `‘${name}’ is a training of the study ‘${study.name}’: pause, resume, stop or remove the study.`,
    )
  }

  return {
    /**
     * Queues a run.
     *
     * @throws ExpectedError NOT_FOUND without the data set or snapshot, BAD_INPUT when no run can train on
     *   the data set, or the configuration and the snapshot do not fit together
     */
    create({ dataset, ...input }) {
      // A run keeps the number itself: on another machine, "as many as cores" gives other bits.
      const cores = coresOfEach(queue.machine.cores, readSettings(database).runsAtOnce)
      const config = { ...input.config, threads: threadCount(input.config.threads, cores) }
      const found = readDataset(database, dataset)
      if (found === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      const { obstacle } = trainability(found)
      if (obstacle !== null) throw new ExpectedError('BAD_INPUT', obstacle)
      const snapshot = usedSnapshot(database, dataset, config, input.snapshot)
      return queue.add({ dataset, snapshot, config, version, createdAt: Date.now() })
    },

    list: (selection) => records.list(selection),

    /** @throws ExpectedError NOT_FOUND */
    get: ({ run }) => records.get(run),

    /** @throws ExpectedError NOT_FOUND */
    epochs({ run, after }) {
      records.get(run)
      return readEpochs(database, run, after)
    },

    /** @throws ExpectedError NOT_FOUND */
    log({ run }) {
      records.get(run)
      return { text: readLog(records.folderOf(run).log) }
    },

    pause: ({ run }) => queue.pause(refuseOfStudy(run)),

    resume: ({ run }) => queue.resume(refuseOfStudy(run)),

    stop: ({ run }) => queue.stop(refuseOfStudy(run)),

    /** @throws ExpectedError NOT_FOUND */
    label({ run, labels }) {
      records.get(run)
      setRunLabels(database, run, labels)
      records.announce(run)
      return records.get(run)
    },

    async remove({ run }) {
      await queue.remove(refuseOfStudy(run))
      return { removed: true }
    },

    /** @throws ExpectedError NOT_FOUND; BAD_INPUT as `compareRuns` */
    compare(input) {
      const runs = [...new Set(input.runs)].map((run) => records.get(run))
      return compareRuns(runs, (run) => readUserMetrics(paths.run(run.id), run.name))
    },
  } satisfies Service<'runs'>
}

/** The snapshot that a run learns from, where its model needs negatives. */
function usedSnapshot(
  reader: Reader,
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
  const found = readSnapshot(reader, snapshot)
  if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This snapshot does not exist any more.')
  if (found.dataset !== dataset) {
    throw new ExpectedError('BAD_INPUT', `The snapshot ‘${found.name}’ belongs to another data set.`)
  }
  return found.id
}
