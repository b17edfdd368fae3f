import { expect, it } from 'vitest'
import type { StoredTrial, TrialKey } from '#main/store/study-trial-repository.ts'
import { DatasetId, RunId } from '#shared/contract/ids.ts'
import { allTrials } from './plan-trials.ts'
import { armLike, planLike } from './testing/plan-like.ts'
import { secondsLeft } from './time-left.ts'

const plan = planLike({
  arms: [
    armLike('slow', { grid: { learningRate: [0.01, 0.02] } }),
    armLike('fast', { settings: { model: 'bpr-mf' }, grid: { learningRate: [0.01, 0.02] } }),
    armLike('slow-too', { settings: { model: 'lightgcn', sampler: 'dns' } }),
  ],
  replications: [1, 2].map((dataset) => ({
    dataset: DatasetId.parse(dataset),
    snapshots: { curated: null, uncurated: null },
  })),
})

let last = 0
const trial = (
  key: Partial<TrialKey>,
  trainedSeconds: number,
  state: StoredTrial['state'] = 'finished',
): StoredTrial => ({
  ...{ replication: 0, arm: 'slow', stage: 'tuning', point: { learningRate: 0.01 }, seed: 7, ...key },
  ...{ run: RunId.parse(++last), attempts: 1, validation: null, error: null },
  ...{ state, trainedSeconds, startedAt: 0, finishedAt: state === 'finished' ? trainedSeconds * 1000 : null },
})

const left = (trials: StoredTrial[], cores = 1) =>
  secondsLeft({ plan, planned: allTrials(plan, []), trials, cores })

it('is not told before two trainings are finished', () => {
  expect(left([])).toBeNull()
  expect(left([trial({}, 10)])).toBeNull()
})

it('expects of each arm what it took, of an arm without any what its model took, and of others the mean', () => {
  const trials = [trial({}, 10), trial({ arm: 'fast' }, 2)]
  // Of 'slow' 3 points and 4 finals are left, of 'fast' as many, of 'slow-too' 4 finals.
  expect(left(trials)).toBe(7 * 10 + 7 * 2 + 4 * 10)
  expect(left(trials, 2)).toBe((7 * 10 + 7 * 2 + 4 * 10) / 2)
  expect(left(trials, 64)).toBe((7 * 10 + 7 * 2 + 4 * 10) / 18)
})

it('tells replications apart where they are known, and counts what is trained of a run', () => {
  const trials = [trial({}, 10), trial({ replication: 1 }, 30), trial({ arm: 'fast' }, 2)]
  const before = left(trials) ?? 0
  // 1 point and 2 finals of 'slow' in each, 7 trainings of 'fast', and 4 of 'slow-too' by the mean of the model.
  expect(before).toBe(3 * 10 + 3 * 30 + 7 * 2 + 4 * 20)
  const running = trial({ replication: 1, point: { learningRate: 0.02 } }, 12, 'running')
  expect(left([...trials, running])).toBe(before - 12)
})

it('adds what a training takes besides, by the median', () => {
  const around = (seconds: number) => ({ ...trial({ arm: 'fast' }, 2), finishedAt: (2 + seconds) * 1000 })
  const trials = [
    { ...trial({}, 10), finishedAt: 11_000 },
    around(1),
    { ...around(3000), point: { learningRate: 0.02 } },
  ]
  expect(left(trials)).toBe(7 * 11 + 6 * 3 + 4 * 11)
})
