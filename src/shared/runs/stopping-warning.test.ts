import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DatasetId, RunId } from '../contract/ids.ts'
import type { Run } from '../contract/runs.ts'
import { configFrom } from '../training/assign-settings.ts'
import { stoppingWarning } from './stopping-warning.ts'

function finished(bestEpoch: number, epoch: number): Run {
  return {
    state: 'finished',
    finishedAt: 1,
    test: null,
    id: 1 as RunId,
    name: 'LightGCN · seed 1',
    customName: null,
    tags: [],
    notes: '',
    dataset: 1 as DatasetId,
    datasetName: 'mugs',
    snapshot: null,
    snapshotName: null,
    config: configFrom({ model: 'lightgcn' }),
    study: null,
    createdAt: 0,
    startedAt: 0,
    trainedSeconds: 1,
    backend: 'wasm',
    device: 'a CPU',
    reason: null,
    epoch,
    loss: 0.1,
    bestEpoch,
    secondsPerEpoch: 1,
    validation: {},
    version: '1.2.3',
  }
}

it('warns of a best epoch that is the last', () => {
  expect(stoppingWarning(finished(50, 50))).toMatchObject({
    label: 'best epoch is the last',
    sentence: expect.stringContaining('its last, 50'),
  })
})

it('warns of a best epoch within the first tenth', () => {
  expect(stoppingWarning(finished(2, 178))).toMatchObject({
    label: 'best epoch is early',
    sentence: expect.stringContaining('2 of 178'),
  })
  expect(stoppingWarning(finished(17, 178))).not.toBeNull()
  expect(stoppingWarning(finished(18, 178))).toBeNull()
})

it('is silent for every best epoch between the first tenth and the last', () => {
  const between = fc.integer({ min: 3, max: 1000 }).chain((epoch) => {
    const best = fc.integer({ min: Math.floor(epoch / 10) + 1, max: epoch - 1 })
    return best.map((bestEpoch) => ({ epoch, bestEpoch }))
  })
  fc.assert(
    fc.property(between, ({ bestEpoch, epoch }) => stoppingWarning(finished(bestEpoch, epoch)) === null),
  )
})

it('is silent for a model without epochs, and for a run that was stopped', () => {
  expect(stoppingWarning(finished(0, 0))).toBeNull()
  expect(
    stoppingWarning({ ...finished(5, 5), state: 'stopped', finishedAt: 1, test: null, explanation: null }),
  ).toBeNull()
})
