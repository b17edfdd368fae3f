import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeAll } from '#main/encoders/encode-all.ts'
import {
  readUnscoredProposals,
  replaceHardness,
  type UnscoredProposal,
} from '#main/store/hardness-repository.ts'
import { listRuns, readRun, type StoredRun } from '#main/store/run-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Publish } from '#shared/contract/system.ts'
import { asFloat32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import { askTrainer } from './ask-trainer.ts'
import type { FeatureSources } from './feature-matrices.ts'
import { RunFolder } from './run-folder.ts'
import { RunLog } from './run-log.ts'
import { runSpaces } from './run-spaces.ts'
import type { KnownBackends } from './trainer-process.ts'

/** Proposals of one trainer process: their vectors are in memory at the same time. */
const PAGE = 2000

export interface HardnessDependencies extends FeatureSources {
  workspace: Workspace
  /** Built file of the trainer. */
  trainerEntry: string
  knownBackends: KnownBackends
  publish: Publish
}

/**
 * Keeps the hardness of proposals up to date with the newest finished run of NegGen that is no study's, one data set at a time,
 * in a trainer process. A failure goes to that run's log; the proposals keep the figure that they had.
 */
export class HardnessScoring {
  readonly #with: HardnessDependencies
  readonly #waiting = new Map<DatasetId, Promise<void>>()
  #current: { dataset: DatasetId; stop: AbortController } | undefined
  /** Settles with what came last; never rejects. */
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(dependencies: HardnessDependencies) {
    this.#with = dependencies
  }

  /** Scores what the data set's newest finished run of NegGen has not scored; resolves when that has ended. */
  score(dataset: DatasetId): Promise<void> {
    const waiting = this.#waiting.get(dataset)
    if (waiting !== undefined) return waiting
    const done = this.#last.then(() => {
      this.#waiting.delete(dataset)
      return this.#work(dataset)
    })
    this.#waiting.set(dataset, done)
    this.#last = Promise.allSettled([done])
    return done
  }

  /** Ends what is at work on a data set, so that its runs' folders can go. */
  async abandon(dataset: DatasetId): Promise<void> {
    if (this.#current?.dataset !== dataset) return
    const { stop } = this.#current
    stop.abort()
    while (this.#current?.stop === stop) await this.#last
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#current?.stop.abort()
    await this.#last
  }

  async #work(dataset: DatasetId): Promise<void> {
    if (this.#closed) return
    const run = newestCausalRun(this.#with, dataset)
    if (run === undefined) return
    const stop = new AbortController()
    this.#current = { dataset, stop }
    try {
      await scoreProposals(this.#with, run, stop.signal)
    } catch (error) {
      if (!stop.signal.aborted && readRun(this.#with.workspace.database, run.id) !== undefined) {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
        const log = new RunLog(new RunFolder(this.#with.workspace.paths.run(run.id)).log)
        log.append(`[hardness] The proposals could not be scored: ${reason}`)
      }
    } finally {
      this.#current = undefined
    }
  }
}

function newestCausalRun({ workspace }: HardnessDependencies, dataset: DatasetId): StoredRun | undefined {
  // A study has placebos among its runs, and more runs than scoring could follow.
  return listRuns(workspace.database, { dataset, study: 'none', states: ['finished'] }).find(({ config }) =>
    modelTraits(config.model).abilities.includes('score-negatives'),
  )
}

/** All of a run's scores go on record together. */
async function scoreProposals(
  dependencies: HardnessDependencies,
  run: StoredRun,
  signal: AbortSignal,
): Promise<void> {
  const { database } = dependencies.workspace
  const scores: { proposal: ProposalId; value: number }[] = []
  let after = 0
  while (true) {
    const query = { dataset: run.dataset, run: run.id, after, limit: PAGE }
    const page = readUnscoredProposals(database, query)
    const values = page.length === 0 ? [] : await scorePage(dependencies, run, page, signal)
    page.forEach(({ proposal }, row) => {
      scores.push({ proposal, value: values[row] ?? Number.NaN })
    })
    if (page.length < PAGE) break
    after = page.at(-1)?.proposal ?? after
  }
  signal.throwIfAborted()
  if (scores.length === 0) return
  replaceHardness(database, run.id, scores)
  dependencies.publish({ topic: 'hardness', dataset: run.dataset })
}

/** Hands the proposals to a trainer as protocol.ts lays it out, and takes its answer. */
async function scorePage(
  { workspace, texts, pictures, trainerEntry, knownBackends }: HardnessDependencies,
  run: StoredRun,
  page: readonly UnscoredProposal[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const folder = join(workspace.paths.run(run.id), 'scoring')
  await rm(folder, { recursive: true, force: true })
  try {
    await mkdir(folder, { recursive: true })
    const write = (name: string, data: Int32Array | Float32Array, shape: number[]) =>
      writeFile(join(folder, name), encodeNpy(data, shape))
    const sources = { texts, pictures }
    const { encoder, visual } = await runSpaces(sources, run, new RunFolder(workspace.paths.run(run.id)))
    const items = Int32Array.from(page, ({ position }) => position)
    await write('items.npy', items, [page.length])
    const matrices = {
      text_negative: await encodeAll(
        encoder,
        page.map(({ text }) => text),
        signal,
      ),
      image_negative: await visual.descriptions(
        page.map((proposal) => proposal.visual),
        signal,
      ),
    }
    for (const [name, matrix] of Object.entries(matrices)) {
      await write(`${name}.npy`, matrix, [page.length, encoder.dimensions])
    }
    const backends = await knownBackends(run.config.backend)
    const task = { name: 'score', folder } as const
    await askTrainer({ entry: trainerEntry, folder: workspace.paths.run(run.id), task, backends }, signal)
    const file = join(folder, 'hardness.npy')
    const { rows, cols, data } = asFloat32Matrix(decodeNpy(await readFile(file), file), file)
    if (rows !== page.length || cols !== 1) {
      throw new Error(`${file}: ${rows} x ${cols} values for ${page.length} proposals.`)
    }
    return data
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
