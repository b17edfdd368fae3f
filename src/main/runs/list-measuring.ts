import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { readRun } from '#main/store/run-repository.ts'
import { addTestMetrics } from '#main/store/run-state-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { asInt32Matrix, decodeNpy } from '#shared/files/npy.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { intraListDistances } from './intra-list-distance.ts'
import { RunFolder } from './run-folder.ts'
import { RunLog } from './run-log.ts'

export interface ListMeasuringDependencies {
  workspace: Workspace
  texts: CatalogueEncoder
  /** Tells the windows that the run has further figures. */
  announce: (run: RunId) => void
}

/**
 * Adds to the test results of runs what takes the content of the items: the intra-list distance, in the space of the
 * workspace's text encoder, so that runs of all models have it. A failure goes to the run's log, and the run is left without.
 */
export class ListMeasuring {
  readonly #with: ListMeasuringDependencies
  readonly #closing = new AbortController()
  /** Never rejects. */
  #last: Promise<void> = Promise.resolve()

  constructor(dependencies: ListMeasuringDependencies) {
    this.#with = dependencies
  }

  /** One run after another, in the background; nothing for a run without test lists. */
  measure(run: RunId): Promise<void> {
    this.#last = this.#last.then(() => this.#work(run))
    return this.#last
  }

  /** Measures those of the runs that were tested and not measured, because an engine ended before it could be. */
  measureMissed(runs: readonly Run[]): void {
    for (const run of runs) {
      const test = testOf(run)
      if (test !== null && !('ild@20' in test)) void this.measure(run.id)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#last
  }

  async #work(run: RunId): Promise<void> {
    const { workspace, texts, announce } = this.#with
    const folder = new RunFolder(workspace.paths.run(run))
    const file = join(folder.path, 'output', 'test_lists.npy')
    const found = readRun(workspace.database, run)
    if (found === undefined || this.#closing.signal.aborted || !existsSync(file)) return
    try {
      const { rows, cols, data } = asInt32Matrix(decodeNpy(await readFile(file), file), file)
      const { encoder, vectors } = await texts(found.dataset)
      const { dimensions } = encoder
      const content = { rows: vectors.length / dimensions, cols: dimensions, values: vectors }
      const lists = { rows, cols, values: data }
      const distances = await intraListDistances(lists, content, this.#closing.signal)
      addTestMetrics(workspace.database, run, distances)
      announce(run)
    } catch (error) {
      if (this.#closing.signal.aborted || readRun(workspace.database, run) === undefined) return
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      new RunLog(folder.log).append(`[lists] Their intra-list distance could not be measured: ${reason}`)
    }
  }
}
