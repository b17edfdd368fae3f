import { join } from 'node:path'
import { encodeNpy } from '#shared/files/npy.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import type { Matrix } from '../data/features.ts'
import { TrainingFailure } from '../failure.ts'
import type { Evaluation } from '../metrics/evaluate.ts'
import { isMissing } from './arrays.ts'
import { type Disk, realDisk } from './disk.ts'
import { asDiskFailure } from './disk-failure.ts'
import { openTensorFile, type TensorSet, tensorContents } from './tensor-file.ts'
import { type Contents, removeUnfinished, writeAtomically } from './write-atomically.ts'

/** Where a run's results go, and what it needs to go on after an interruption. */
export interface RunOutput {
  /** The checkpoint, as messages name it. */
  readonly checkpointFile: string
  /** What a trainer before this one left to go on from. */
  readCheckpoint(): Promise<TensorSet | null>
  saveCheckpoint(checkpoint: TensorSet): Promise<void>
  /**
   * The best parameters as they were saved with this epoch in their metadata; later ones, which no checkpoint
   * knows of, are gone afterwards.
   */
  readBest(epoch: number): Promise<TensorSet>
  /** @param best its metadata says the epoch */
  saveBest(best: TensorSet): Promise<void>
  embeddings(users: Matrix, items: Matrix): Promise<void>
  test(evaluation: Evaluation): Promise<void>
  /** The run has its result: removes what only an unfinished one needs. */
  conclude(): Promise<void>
}

/**
 * `output/` of a run's folder, as protocol.ts describes it.
 *
 * A checkpoint and the best parameters are two files, and a process can die between them. So the best parameters
 * that the checkpoint on the disk speaks of stay under another name while later ones have their place, until a
 * checkpoint speaks of those: with each checkpoint there always are its own best parameters.
 *
 * @throws TrainingFailure if the folder cannot be written
 */
export async function openRunOutput(folder: string, disk: Disk = realDisk): Promise<RunOutput> {
  const output = join(folder, 'output')
  try {
    await disk.makeFolder(output)
    await removeUnfinished(output, disk)
  } catch (error) {
    throw await asDiskFailure(output, error)
  }
  return new OutputFolder(output, disk)
}

class OutputFolder implements RunOutput {
  readonly checkpointFile: string
  readonly #folder: string
  readonly #disk: Disk
  readonly #best: string
  readonly #earlierBest: string
  /** Whether the checkpoint on the disk may speak of what is in best.safetensors now. */
  #bestIsNeeded = false

  constructor(folder: string, disk: Disk) {
    this.#folder = folder
    this.#disk = disk
    this.checkpointFile = join(folder, 'checkpoint.safetensors')
    this.#best = join(folder, 'best.safetensors')
    this.#earlierBest = join(folder, 'earlier_best.safetensors')
  }

  async readCheckpoint(): Promise<TensorSet | null> {
    const checkpoint = await openTensorFile(this.checkpointFile)
    if (checkpoint === null) await this.#disk.remove(this.#earlierBest)
    return checkpoint
  }

  async saveCheckpoint(checkpoint: TensorSet): Promise<void> {
    await writeAtomically(this.checkpointFile, tensorContents(checkpoint), { disk: this.#disk })
    this.#bestIsNeeded = true
    await this.#disk.remove(this.#earlierBest)
  }

  async readBest(epoch: number): Promise<TensorSet> {
    const isOfEpoch = (tensors: TensorSet | null) => tensors?.metadata.epoch === String(epoch)
    if (isOfEpoch(await openTensorFile(this.#earlierBest))) {
      await this.#disk.rename(this.#earlierBest, this.#best)
    }
    const best = await openTensorFile(this.#best)
    if (best === null || !isOfEpoch(best)) {
      throw new TrainingFailure(
        `${this.#best} does not hold the parameters of epoch ${epoch}, of which ${this.checkpointFile} speaks.`,
        `Delete ${this.checkpointFile} to train this run from its beginning.`,
      )
    }
    this.#bestIsNeeded = true
    return best
  }

  async saveBest(best: TensorSet): Promise<void> {
    await writeAtomically(this.#best, tensorContents(best), {
      disk: this.#disk,
      beforeReplacing: async () => {
        if (this.#bestIsNeeded) await this.#keepBest()
        this.#bestIsNeeded = false
      },
    })
  }

  async embeddings(users: Matrix, items: Matrix): Promise<void> {
    await this.#writeMatrix('user_embeddings.npy', users)
    await this.#writeMatrix('item_embeddings.npy', items)
  }

  async test({ users, perUser }: Evaluation): Promise<void> {
    await this.#write('test_users.npy', encodeNpy(users, [users.length]))
    await this.#write('test_metrics.npy', encodeNpy(perUser, [users.length, METRIC_KEYS.length]))
  }

  async conclude(): Promise<void> {
    await this.#disk.remove(this.checkpointFile)
    await this.#disk.remove(this.#earlierBest)
  }

  async #keepBest(): Promise<void> {
    try {
      await this.#disk.rename(this.#best, this.#earlierBest)
    } catch (error) {
      // The checkpoint was written before there was a best epoch.
      if (!isMissing(error)) throw error
    }
  }

  #writeMatrix(name: string, { rows, cols, values }: Matrix): Promise<void> {
    return this.#write(name, encodeNpy(values, [rows, cols]))
  }

  #write(name: string, contents: Uint8Array | Contents): Promise<void> {
    return writeAtomically(join(this.#folder, name), contents, { disk: this.#disk })
  }
}
