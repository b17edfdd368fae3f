import { join } from 'node:path'
import { encodeNpy } from '#shared/files/npy.ts'
import { LIST_LENGTH, METRIC_KEYS } from '#shared/training/metrics.ts'
import type { Matrix } from '../data/features.ts'
import { TrainingFailure } from '../failure.ts'
import type { Evaluation } from '../metrics/evaluate.ts'
import { isMissing } from './arrays.ts'
import { type Disk, realDisk } from './disk.ts'
import { asDiskFailure } from './disk-failure.ts'
import { openTensorFile, type TensorSet, tensorContents } from './tensor-file.ts'
import { type Contents, removeUnfinished, writeAtomically } from './write-atomically.ts'

/** Where a run's results go, and what it needs to go on after an interruption. What is called a read writes nothing. */
export interface RunOutput {
  /** The checkpoint, as messages name it. */
  readonly checkpointFile: string
  /** What a trainer before this one left to continue from. */
  readCheckpoint(): Promise<TensorSet | null>
  /**
   * Puts in order what a trainer before this one left, once, before anything is saved: there is nothing half written, and
   * the best parameters are those that the checkpoint names, not later ones.
   * @param checkpoint what `readCheckpoint` gave says; its best epoch is null if it names none
   * @throws TrainingFailure if these parameters are not there, or the output cannot be written
   */
  recover(checkpoint: { readonly bestEpoch: number | null } | null): Promise<void>
  saveCheckpoint(checkpoint: TensorSet): Promise<void>
  /** The best parameters, which were saved with this epoch in their metadata. */
  readBest(epoch: number): Promise<TensorSet>
  /** @param best its metadata says the epoch */
  saveBest(best: TensorSet): Promise<void>
  embeddings(users: Matrix, items: Matrix): Promise<void>
  /** @param ranks of the test interactions, in the order of the input */
  test(evaluation: Evaluation, ranks: Int32Array): Promise<void>
  /** The run has its result: removes what only an unfinished one needs. */
  conclude(): Promise<void>
}

/**
 * `output/` of a run's folder, as protocol.ts describes it.
 *
 * A checkpoint and the best parameters are two files, and a process can die between them. So the best parameters
 * that the checkpoint on the disk names stay under another name while later ones have their place, until a
 * checkpoint names those: with each checkpoint there always are its own best parameters.
 */
export class OutputFolder implements RunOutput {
  readonly checkpointFile: string
  readonly #folder: string
  readonly #disk: Disk
  readonly #best: string
  readonly #earlierBest: string
  /** Whether the checkpoint on the disk may name what is in best.safetensors now. */
  #bestIsNeeded = false

  /** @param run the run's folder */
  constructor(run: string, disk: Disk = realDisk) {
    const folder = join(run, 'output')
    this.#folder = folder
    this.#disk = disk
    this.checkpointFile = join(folder, 'checkpoint.safetensors')
    this.#best = join(folder, 'best.safetensors')
    this.#earlierBest = join(folder, 'earlier_best.safetensors')
  }

  readCheckpoint(): Promise<TensorSet | null> {
    return openTensorFile(this.checkpointFile)
  }

  async recover(checkpoint: { readonly bestEpoch: number | null } | null): Promise<void> {
    const bestEpoch = checkpoint?.bestEpoch ?? null
    try {
      await this.#disk.makeFolder(this.#folder)
      await removeUnfinished(this.#folder, this.#disk)
      if (bestEpoch !== null && isOfEpoch(await openTensorFile(this.#earlierBest), bestEpoch)) {
        await this.#disk.rename(this.#earlierBest, this.#best)
      } else {
        await this.#disk.remove(this.#earlierBest)
      }
    } catch (error) {
      throw await asDiskFailure(this.#folder, error)
    }
    if (bestEpoch === null) return
    await this.readBest(bestEpoch)
    this.#bestIsNeeded = true
  }

  async saveCheckpoint(checkpoint: TensorSet): Promise<void> {
    await writeAtomically(this.checkpointFile, tensorContents(checkpoint), { disk: this.#disk })
    this.#bestIsNeeded = true
    await this.#disk.remove(this.#earlierBest)
  }

  async readBest(epoch: number): Promise<TensorSet> {
    const best = await openTensorFile(this.#best)
    if (best === null || !isOfEpoch(best, epoch)) {
      throw new TrainingFailure(
        `${this.#best} does not hold the parameters of epoch ${epoch}, of which ${this.checkpointFile} speaks.`,
        `Delete ${this.checkpointFile} to train this run from its beginning.`,
      )
    }
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

  async test({ users, perUser, lists }: Evaluation, ranks: Int32Array): Promise<void> {
    await this.#write('test_users.npy', encodeNpy(users, [users.length]))
    await this.#write('test_metrics.npy', encodeNpy(perUser, [users.length, METRIC_KEYS.length]))
    await this.#write('test_lists.npy', encodeNpy(lists, [users.length, LIST_LENGTH]))
    await this.#write('test_ranks.npy', encodeNpy(ranks, [ranks.length]))
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

function isOfEpoch(tensors: TensorSet | null, epoch: number): boolean {
  return tensors?.metadata.epoch === String(epoch)
}
