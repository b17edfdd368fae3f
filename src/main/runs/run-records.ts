import { listRuns, readRun, type StoredRun } from '#main/store/run-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run, RunSelection } from '#shared/contract/runs.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { RunFolder } from './run-folder.ts'
import { runName } from './run-name.ts'

/** Runs as the contract has them: what the store knows, their names, and whether a failed one can go on. */
export class RunRecords {
  readonly #workspace: Workspace
  readonly #publish: Publish

  constructor(workspace: Workspace, publish: Publish) {
    this.#workspace = workspace
    this.#publish = publish
  }

  /** Newest first. */
  list(selection: RunSelection): Run[] {
    return listRuns(this.#workspace.database, selection).map((run) => this.#complete(run))
  }

  /** @throws ExpectedError NOT_FOUND */
  get(run: RunId): Run {
    const found = this.find(run)
    if (found === null) throw new ExpectedError('NOT_FOUND', 'This run does not exist any more.')
    return found
  }

  /** Null for a run that does not exist any more. */
  find(run: RunId): Run | null {
    const found = readRun(this.#workspace.database, run)
    return found === undefined ? null : this.#complete(found)
  }

  /** Tells the windows how a run stands; nothing of a run that is gone. */
  announce(run: RunId): void {
    const found = this.find(run)
    if (found !== null) this.#publish({ topic: 'run', run: found })
  }

  folderOf(run: RunId): RunFolder {
    return new RunFolder(this.#workspace.paths.run(run))
  }

  #complete(run: StoredRun): Run {
    const name = runName(run)
    return run.state === 'failed'
      ? { ...run, name, resumable: this.folderOf(run.id).hasCheckpoint }
      : { ...run, name }
  }
}
