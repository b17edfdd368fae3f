import { describe, expect, it } from 'vitest'
import { DatasetId, RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { TrainConfig } from '#shared/training/config.ts'
import { formatTimeLeft, timeLeft } from './time-left.ts'

const running: Run = {
  id: RunId.parse(1),
  name: 'run',
  dataset: DatasetId.parse(1),
  datasetName: 'Movies',
  snapshot: null,
  snapshotName: null,
  config: TrainConfig.parse({ model: 'bpr-mf', epochs: 100, patience: 20 }),
  state: 'running',
  createdAt: 0,
  startedAt: 1000,
  finishedAt: null,
  backend: null,
  device: null,
  reason: null,
  epoch: 10,
  loss: 0.5,
  bestEpoch: 8,
  secondsPerEpoch: 1,
  validation: null,
  test: null,
  error: null,
  version: '0',
}

describe('time left', () => {
  it('lies between the end of patience and the last epoch', () => {
    expect(timeLeft(running, 21_000)).toEqual({ soonest: 36, latest: 180 })
  })

  it('is the same when the last epoch comes before patience ends', () => {
    expect(timeLeft({ ...running, epoch: 90, bestEpoch: 88 }, 91_000)).toEqual({ soonest: 10, latest: 10 })
  })

  it('is not known before the first epoch, nor once the run has ended', () => {
    expect(timeLeft({ ...running, epoch: 0 }, 5000)).toBeNull()
    expect(timeLeft({ ...running, state: 'finished' }, 5000)).toBeNull()
  })

  it('is said as a range, or as one time where both ends agree', () => {
    expect(formatTimeLeft({ soonest: 36, latest: 180 })).toBe('36 s to 3 min')
    expect(formatTimeLeft({ soonest: 36, latest: 36 })).toBe('about 36 s')
    expect(formatTimeLeft({ soonest: 0, latest: 36 })).toBe('at most 36 s')
  })
})
