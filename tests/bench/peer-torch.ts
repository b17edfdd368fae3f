import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Matrix } from '#trainer/data/features.ts'
import type { Batch } from '#trainer/data/triplet-loader.ts'
import { BATCH_SIZE, DIMENSIONS } from './baby.ts'
import { LEARNING_RATE, REGULARIZATION } from './contender.ts'
import { Missing } from './missing.ts'

const run = promisify(execFile)
const Names = z.array(z.string())
const Times = z.array(z.number().positive())

export interface TorchData {
  readonly users: number
  readonly items: number
  readonly pairs: Int32Array
  /** Full ones: the peer does a step for each. */
  readonly batches: readonly Batch[]
  /** [items, k] */
  readonly features: Matrix
  readonly threads: number
}

/** Steps of the same models in PyTorch, on the same batches. */
export class PeerTorch {
  /** Names of the models that it knows. */
  readonly models: readonly string[]
  readonly #python: string
  readonly #script: string
  readonly #arguments: readonly string[]

  private constructor(python: string, script: string, models: readonly string[], given: readonly string[]) {
    this.#python = python
    this.#script = script
    this.models = models
    this.#arguments = given
  }

  /**
   * @param python its interpreter
   * @param script peers/torch_steps.py
   * @param folder an empty one for what it reads
   * @throws Missing where the library is absent
   */
  static async find(python: string, script: string, folder: string, data: TorchData): Promise<PeerTorch> {
    await run(python, ['-c', 'import torch, numpy']).catch(() => {
      throw new Missing(`${python} does not import torch and numpy; --peer names a Python that does`)
    })
    const { stdout } = await run(python, [script, '--models'])
    const { users, items, pairs, batches, features, threads } = data
    await writeNumbers(join(folder, 'pairs.bin'), pairs)
    await writeNumbers(join(folder, 'batches.bin'), Int32Array.from(batches.flatMap(triplesOf)))
    await writeNumbers(join(folder, 'features.bin'), features.values)
    const numbers = [users, items, DIMENSIONS, BATCH_SIZE, LEARNING_RATE, REGULARIZATION, threads]
    const given = [folder, ...numbers.map(String)]
    return new PeerTorch(python, script, Names.parse(JSON.parse(stdout)), given)
  }

  /** Milliseconds of a step for each batch, from fresh parameters on. */
  async steps(model: string): Promise<number[]> {
    const { stdout } = await run(this.#python, [this.#script, model, ...this.#arguments])
    return Times.parse(JSON.parse(stdout))
  }
}

function triplesOf({ users, positives, negatives }: Batch): number[] {
  return Array.from(users, (user, row) => [user, positives[row] ?? 0, negatives[row] ?? 0]).flat()
}

async function writeNumbers(file: string, { buffer, byteOffset, byteLength }: NodeJS.TypedArray) {
  await writeFile(file, new Uint8Array(buffer, byteOffset, byteLength))
}
