import { describe, expect, it } from 'vitest'
import { DatasetId, RunId } from './contract/ids.ts'
import type { Run, RunProgress } from './contract/runs.ts'
import { epochsDone, formatSpeed, formatTimeLeft, secondsTrained, timeLeft } from './time-left.ts'
import { configFrom } from './training/assign-settings.ts'

const running: Extract<Run, { state: 'running' }> = {
  customName: null,
  tags: [],
  notes: '',
  stopRequested: false,
  id: RunId.parse(1),
  name: 'run',
  dataset: DatasetId.parse(1),
  datasetName: 'Movies',
  snapshot: null,
  snapshotName: null,
  config: configFrom({ model: 'bpr-mf', epochs: 100, patience: 20, minimumEpochs: 0, validationWindow: 1 }),
  state: 'running',
  study: null,
  createdAt: 0,
  startedAt: 1000,
  trainedSeconds: 0,
  trainingSince: 1000,
  backend: null,
  device: null,
  reason: null,
  epoch: 10,
  loss: 0.5,
  bestEpoch: 8,
  secondsPerEpoch: 1,
  validation: null,
  version: '0',
}

const progress = (epoch: number, step: number): RunProgress => ({
  run: running.id,
  epoch,
  step,
  stepsPerEpoch: 50,
  stepsPerSecond: 100,
})

describe('time left', () => {
  it('lies between the end of patience and the last epoch', () => {
    expect(timeLeft(running, null, 21_000)).toEqual({ soonest: 36, latest: 180 })
  })

  it('is the same when the last epoch comes before patience ends', () => {
    expect(timeLeft({ ...running, epoch: 90, bestEpoch: 88 }, null, 91_000)).toEqual({
      soonest: 10,
      latest: 10,
    })
  })

  it('is at least the minimum of epochs, and patience begins with the first mean', () => {
    const config = { ...running.config, minimumEpochs: 50 }
    expect(timeLeft({ ...running, config }, null, 21_000)).toEqual({ soonest: 80, latest: 180 })
    const averaged = { ...running.config, validationWindow: 10, evaluateEvery: 2 }
    expect(timeLeft({ ...running, config: averaged }, null, 21_000)).toEqual({ soonest: 100, latest: 180 })
  })

  it('counts the steps of the epoch at work, and no pauses', () => {
    const resumed = { ...running, trainedSeconds: 10, trainingSince: 1_000_000 }
    expect(secondsTrained(resumed, 1_011_000)).toBe(21)
    expect(timeLeft(resumed, progress(11, 25), 1_011_000)).toEqual({ soonest: 35, latest: 179 })
  })

  it('goes by the steps before the first epoch is done', () => {
    const fresh = { ...running, epoch: 0, bestEpoch: null }
    expect(timeLeft(fresh, progress(1, 25), 9000)).toEqual({ soonest: 10.25, latest: 49.75 })
    expect(timeLeft(fresh, { ...progress(1, 0), stepsPerSecond: 0 }, 9000)).toBeNull()
  })

  it('is not known before the first step, nor once the run is not running', () => {
    expect(timeLeft({ ...running, epoch: 0 }, null, 5000)).toBeNull()
    expect(timeLeft({ ...running, trainingSince: null }, null, 5000)).toBeNull()
    expect(timeLeft({ ...running, state: 'finished', finishedAt: 0, test: null }, null, 5000)).toBeNull()
  })

  it('is said as a range, or as one time where both ends agree', () => {
    expect(formatTimeLeft({ soonest: 36, latest: 180 })).toBe('36 s to 3 min')
    expect(formatTimeLeft({ soonest: 36, latest: 36 })).toBe('about 36 s')
    expect(formatTimeLeft({ soonest: 0, latest: 36 })).toBe('at most 36 s')
    expect(formatTimeLeft({ soonest: 0, latest: 0 })).toBe('less than a second')
  })
})

it('never goes back behind the last epoch that was reported', () => {
  expect(epochsDone(running, progress(10, 40))).toBe(10)
  expect(epochsDone(running, progress(11, 40))).toBe(10.8)
  expect(epochsDone(running, { ...progress(11, 0), stepsPerEpoch: 0 })).toBe(10)
})

it('says how fast, with a digit more where it is slow', () => {
  expect([1234.4, 12.34, 1.25].map(formatSpeed)).toEqual(['1,234 steps/s', '12 steps/s', '1.3 steps/s'])
})
