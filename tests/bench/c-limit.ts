import { execFile } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CompressedRows } from '#trainer/backends/backend.ts'
import type { Batch } from '#trainer/data/triplet-loader.ts'
import { Missing } from './missing.ts'
import type { Round } from './rounds.ts'

const run = promisify(execFile)

const SOURCES = ['main_avx.c', 'kernels_avx.c']
/** Sizes that the program was written for. */
const STEPS = 40
const MAX_THREADS = 8
/** It leaves its first steps out of its median. */
export const LIMIT_WARM_UP = 6
/** Steps whose loss it prints. */
export const LIMIT_LOSSES = [0, 1, 2, 3, 4, 5, STEPS - 1]

export interface LimitData {
  readonly graph: CompressedRows
  /** [graph.rows, 64] */
  readonly embeddings: Float32Array
  /** 40 of 2048 triples. */
  readonly batches: readonly Batch[]
  /** Item i is node `users` + i. */
  readonly users: number
}

export interface LimitRun {
  readonly round: Round
  /** Of the steps LIMIT_LOSSES. */
  readonly losses: readonly number[]
}

/**
 * The same training step in C with AVX2 intrinsics and OpenMP: how fast this machine can do it. It is not part of
 * the repository.
 */
export class CLimit {
  readonly #folder: string
  readonly #threads: number

  private constructor(folder: string, threads: number) {
    this.#folder = folder
    this.#threads = threads
  }

  /**
   * Compiles it and writes what it reads.
   * @param sources where its two files lie
   * @param folder an empty one to compile and run it in
   * @throws Missing where a source or the compiler is absent
   */
  static async build(sources: string, folder: string, threads: number, data: LimitData): Promise<CLimit> {
    if (threads > MAX_THREADS) throw new Missing(`the limit in C runs on at most ${MAX_THREADS} threads`)
    await mkdir(join(folder, 'data'), { recursive: true })
    for (const name of SOURCES) {
      await copyFile(join(sources, name), join(folder, name)).catch(() => {
        throw new Missing(
          `${join(sources, name)} is missing, a part of the limit in C; --limit names its folder`,
        )
      })
    }
    const flags = ['-O3', '-march=native', '-fopenmp', '-ffast-math']
    await run('gcc', [...flags, '-o', 'main_avx', 'main_avx.c', '-lm'], { cwd: folder }).catch((error) => {
      if (error.code === 'ENOENT') throw new Missing('gcc is missing, which compiles the limit in C')
      throw error
    })
    await writeData(join(folder, 'data'), data)
    return new CLimit(folder, threads)
  }

  /** 40 steps from the data's first embeddings on. */
  async run(model: 'lightgcn' | 'bpr-mf'): Promise<LimitRun> {
    const mode = model === 'lightgcn' ? 'lgcn' : 'mf'
    const { stdout } = await run(join(this.#folder, 'main_avx'), [String(this.#threads), mode], {
      cwd: this.#folder,
    })
    return parseLimitOutput(stdout)
  }
}

/**
 * `loss 0.69 ... 0.47`, then `C T=2 lgcn median 6.01 ms min 5.80`.
 * @throws Error where the text says something else
 */
export function parseLimitOutput(text: string): LimitRun {
  const losses = /^loss (.+)$/m.exec(text)?.[1]?.trim().split(/\s+/).map(Number)
  const times = /median ([\d.]+) ms min ([\d.]+)/.exec(text)
  if (losses?.length !== LIMIT_LOSSES.length || !losses.every(Number.isFinite) || times === null) {
    throw new Error(`The limit in C printed something else than expected:\n${text}`)
  }
  const round = { median: Number(times[1]), min: Number(times[2]), n: STEPS - LIMIT_WARM_UP }
  return { round, losses }
}

async function writeData(folder: string, { graph, embeddings, batches, users }: LimitData): Promise<void> {
  const triples = batches.flatMap((batch) =>
    Array.from(batch.users, (user, row) => [
      user,
      users + (batch.positives[row] ?? 0),
      users + (batch.negatives[row] ?? 0),
    ]),
  )
  const arrays = {
    rp: graph.offsets,
    col: graph.columns,
    val: graph.values,
    emb: embeddings,
    bt: Int32Array.from(triples.flat()),
  }
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(arrays)) {
    await writeFile(join(folder, `${name}.bin`), new Uint8Array(buffer, byteOffset, byteLength))
  }
}
