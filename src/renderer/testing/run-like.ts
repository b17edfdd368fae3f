import { DatasetId, RunId } from '#shared/contract/ids.ts'
import { Run } from '#shared/contract/runs.ts'
import { configFrom } from '#shared/training/assign-settings.ts'

/** What every state needs besides what all runs have. */
const ENDS = { stopRequested: false, trainingSince: null, explanation: null, finishedAt: 2, test: null }

/** A run as the engine gives it, finished unless said otherwise; what is not said is of no interest to the test. */
export function runLike(id: number, parts: { [Key in keyof Run]?: Run[Key] } & Record<string, unknown>): Run {
  return Run.parse({
    id: RunId.parse(id),
    name: `run ${id}`,
    customName: null,
    tags: [],
    notes: '',
    dataset: DatasetId.parse(1),
    datasetName: 'Movies',
    snapshot: null,
    snapshotName: null,
    config: configFrom({ model: 'lightgcn' }),
    createdAt: id,
    startedAt: 1,
    trainedSeconds: 1,
    backend: 'wasm',
    device: 'CPU',
    reason: null,
    epoch: 5,
    loss: 0.1,
    bestEpoch: 3,
    secondsPerEpoch: 1,
    validation: null,
    version: '0.1.0',
    state: 'finished',
    ...ENDS,
    error: 'no more memory',
    resumable: false,
    ...parts,
  })
}
