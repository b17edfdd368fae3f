import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { Missing } from './missing.ts'

const run = promisify(execFile)
const Epochs = z.array(z.number().positive()).min(1)

export interface PeerData {
  readonly pairs: Int32Array
  readonly dimensions: number
  readonly learningRate: number
  readonly regularization: number
}

/** BPR of the Python library `implicit` on one thread, on the same interactions. */
export class PeerBpr {
  readonly #python: string
  readonly #script: string
  readonly #arguments: readonly string[]

  private constructor(python: string, script: string, given: readonly string[]) {
    this.#python = python
    this.#script = script
    this.#arguments = given
  }

  /**
   * @param python its interpreter
   * @param script peers/implicit_bpr.py
   * @param folder an empty one for what it reads
   * @throws Missing where the library is absent
   */
  static async find(python: string, script: string, folder: string, data: PeerData): Promise<PeerBpr> {
    await run(python, ['-c', 'import implicit']).catch(() => {
      throw new Missing(`${python} does not import implicit; --peer names a Python that does`)
    })
    const { pairs, dimensions, learningRate, regularization } = data
    const file = join(folder, 'pairs.bin')
    await writeFile(file, new Uint8Array(pairs.buffer, pairs.byteOffset, pairs.byteLength))
    return new PeerBpr(python, script, [file, ...[dimensions, learningRate, regularization].map(String)])
  }

  /** Milliseconds of each of so many epochs, from fresh factors on. */
  async epochs(count: number): Promise<number[]> {
    const { stdout } = await run(this.#python, [this.#script, ...this.#arguments, String(count)], {
      env: { ...process.env, OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
    })
    return Epochs.parse(JSON.parse(stdout))
  }
}
