import { DatasetId, RunId } from '#shared/contract/ids.ts'
import { Run } from '#shared/contract/runs.ts'
import { configFrom } from '#shared/training/assign-settings.ts'

const FINISHED: Extract<Run, { state: 'finished' }> = {
  id: RunId.parse(1),
  name: '',
  customName: null,
  tags: [],
  notes: '',
  dataset: DatasetId.parse(1),
  datasetName: 'Movies',
  snapshot: null,
  snapshotName: null,
  config: configFrom({ model: 'lightgcn' }),
  study: null,
  createdAt: 1,
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
  finishedAt: 2,
  test: null,
}

/** What the other states need besides what a finished run has. */
const OTHERS = {
  stopRequested: false,
  trainingSince: null,
  explanation: null,
  error: 'no more memory',
  resumable: false,
}

/** A run as the engine gives it, finished unless said otherwise; what is not said is of no interest to the test. */
export function runLike(id: number, parts: { [Key in keyof Run]?: Run[Key] } & Record<string, unknown>): Run {
  return Run.parse({ ...FINISHED, ...OTHERS, id, name: `run ${id}`, createdAt: id, ...parts })
}
