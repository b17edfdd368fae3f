import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DatasetId, RunId, SnapshotId } from '#shared/contract/ids.ts'
import { Comparison, type Run } from '#shared/contract/runs.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import { METRIC_KEYS, type Metrics } from '#shared/training/metrics.ts'
import { compareRuns } from './compare.ts'
import { runName } from './run-name.ts'
import { readUserMetrics, type UserMetrics } from './user-metrics.ts'

const RECALL_20 = METRIC_KEYS.indexOf('recall@20')

function run(
  id: number,
  config: Partial<AssignedSettings>,
  test: Metrics | null,
  changes: Partial<Pick<Run, 'dataset' | 'datasetName' | 'snapshot' | 'snapshotName' | 'version'>> = {},
): Run {
  const parsed = configFrom({ model: 'lightgcn', ...config })
  const base = { config: parsed, snapshotName: null, customName: null, ...changes }
  const state =
    test === null
      ? ({ state: 'running', trainingSince: null, stopRequested: false } as const)
      : ({ state: 'finished', finishedAt: 0, test } as const)
  return {
    tags: [],
    notes: '',
    id: id as RunId,
    name: runName(base),
    dataset: 1 as DatasetId,
    datasetName: 'mugs',
    snapshot: null,
    study: null,
    createdAt: 0,
    startedAt: 0,
    trainedSeconds: 0,
    backend: null,
    device: null,
    reason: null,
    epoch: 1,
    loss: 1,
    bestEpoch: 1,
    secondsPerEpoch: 1,
    validation: test,
    version: '1',
    ...base,
    ...state,
  }
}

/** Per-user results with the given Recall@20 values; all other metrics are 0. */
function users(recall: readonly number[], positions = recall.map((_, index) => index)): UserMetrics {
  const values = new Float32Array(recall.length * METRIC_KEYS.length)
  recall.forEach((value, user) => {
    values[user * METRIC_KEYS.length + RECALL_20] = value
  })
  return { users: Int32Array.from(positions), keys: METRIC_KEYS, values }
}

const loader = (results: Record<number, UserMetrics>) => async (asked: Run) => {
  const found = results[asked.id]
  if (found === undefined) throw new Error(`run ${asked.id} was not to be read`)
  return found
}
const nothingToLoad = loader({})

describe('groups', () => {
  it('are runs that differ in their seed alone, with mean and sample deviation', async () => {
    const comparison = await compareRuns(
      [
        run(1, { seed: 1 }, { 'recall@20': 0.1 }),
        run(
          2,
          { model: 'neggen', seed: 1 },
          { 'recall@20': 0.3 },
          { snapshot: 4 as SnapshotId, snapshotName: 'first' },
        ),
        run(3, { seed: 2 }, { 'recall@20': 0.2 }),
        run(4, { seed: 3 }, { 'recall@20': 0.3 }),
      ],
      loader({ 1: users([0, 1]), 2: users([1, 1]) }),
    )
    expect(Comparison.parse(comparison)).toEqual(comparison)
    expect(comparison.groups).toMatchObject([
      { label: 'LightGCN', runs: [1, 3, 4] },
      {
        label: 'NegGen · snapshot ‘first’',
        runs: [2],
        mean: { 'recall@20': 0.3 },
        deviation: { 'recall@20': 0 },
      },
    ])
    expect(comparison.groups[0]?.mean['recall@20']).toBeCloseTo(0.2, 12)
    expect(comparison.groups[0]?.deviation['recall@20']).toBeCloseTo(0.1, 12)
  })

  it('of the same name say what tells them apart', async () => {
    const tested = { 'recall@20': 0 }
    const { groups } = await compareRuns(
      [
        run(1, { learningRate: 0.1 }, null),
        run(2, { learningRate: 0.01, layers: 3 }, null),
        run(3, { learningRate: 0.01, layers: 3 }, null, { version: '2' }),
        run(4, { model: 'bpr-mf' }, tested),
      ],
      nothingToLoad,
    )
    expect(groups.map((group) => group.label)).toEqual([
      'LightGCN · layers 2 · learningRate 0.1 · version 1',
      'LightGCN · layers 3 · learningRate 0.01 · version 1',
      'LightGCN · layers 3 · learningRate 0.01 · version 2',
      'BPR-MF',
    ])
  })

  it('count a seed once, by its newest tested run, and leave out what is not tested', async () => {
    const { groups, runs } = await compareRuns(
      [
        run(7, { seed: 1 }, { 'recall@20': 0.4 }),
        run(5, { seed: 1 }, { 'recall@20': 0.1 }),
        run(8, { seed: 1 }, null),
        run(6, { seed: 2 }, { 'recall@20': 0.2 }),
      ],
      nothingToLoad,
    )
    expect(runs).toHaveLength(4)
    expect(groups).toHaveLength(1)
    expect(groups[0]?.mean['recall@20']).toBeCloseTo(0.3, 12)
  })
})

describe('tests', () => {
  it('pair equal seeds and average each user over the seeds that both groups have', async () => {
    const tested = { 'recall@20': 0 }
    const { tests } = await compareRuns(
      [
        run(1, { seed: 1 }, tested),
        run(2, { seed: 2 }, tested),
        run(3, { seed: 3 }, tested),
        run(4, { model: 'bpr-mf', seed: 2 }, tested),
        run(5, { model: 'bpr-mf', seed: 1 }, tested),
        run(6, { model: 'bpr-mf', seed: 9 }, tested),
      ],
      loader({
        1: users([0, 0.5, 1]),
        2: users([0, 0.5, 0]),
        4: users([1, 0.5, 1]),
        5: users([0, 1, 1]),
      }),
    )
    // Means of users: first (0, 0.5, 0.5), second (0.5, 0.75, 1); differences 0.5, 0.25, 0.5.
    expect(tests).toMatchObject([{ first: 'LightGCN', second: 'BPR-MF' }])
    expect(tests[0]?.tests.map((test) => test.metric)).toEqual(METRIC_KEYS)
    const test = tests[0]?.tests[RECALL_20]
    expect(test?.users).toBe(3)
    expect(test?.meanDifference).toBeCloseTo(1.25 / 3, 12)
    // Sample deviation sqrt(1/48), standard error 1/12: t = 5.
    expect(test?.t).toBeCloseTo(5, 10)
    expect(test?.p).toBeCloseTo(1 - 5 / Math.sqrt(27), 8)
  })

  it('are left out without a common seed', async () => {
    const tested = { 'recall@20': 0 }
    const { tests } = await compareRuns(
      [run(1, { seed: 1 }, tested), run(2, { model: 'bpr-mf', seed: 2 }, tested)],
      nothingToLoad,
    )
    expect(tests).toEqual([{ first: 'LightGCN', second: 'BPR-MF', tests: [] }])
  })

  it('are of what both have measured, where one run is from before a metric', async () => {
    const tested = { 'recall@20': 0 }
    const keys = METRIC_KEYS.slice(0, 20)
    const old: UserMetrics = { users: Int32Array.of(0, 1), keys, values: new Float32Array(2 * 20) }
    old.values[RECALL_20] = 0.5
    const { tests } = await compareRuns(
      [run(1, {}, tested), run(2, { model: 'bpr-mf' }, tested)],
      loader({ 1: old, 2: users([1, 0.5]) }),
    )
    expect(tests[0]?.tests.map(({ metric }) => metric)).toEqual(keys)
    expect(tests[0]?.tests[RECALL_20]?.meanDifference).toBeCloseTo(0.5, 12)
  })

  it('refuse runs of different data sets and of different test users', async () => {
    const tested = { 'recall@20': 0 }
    const elsewhere = run(2, {}, tested, { dataset: 2 as DatasetId, datasetName: 'hats' })
    await expect(compareRuns([run(1, {}, tested), elsewhere], nothingToLoad)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('‘hats’'),
    })
    await expect(
      compareRuns(
        [run(1, {}, tested), run(2, { model: 'bpr-mf' }, tested)],
        loader({ 1: users([0, 1]), 2: users([0, 1], [0, 2]) }),
      ),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('different users') })
  })
})

describe('the per-user results of a run', () => {
  it('are read from its output, and missed by name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'user-metrics-'))
    try {
      const { users: positions, values } = users([0.5, 0.25], [3, 8])
      mkdirSync(join(folder, 'output'))
      writeFileSync(join(folder, 'output', 'test_users.npy'), encodeNpy(positions, [2]))
      await expect(readUserMetrics(folder, 'a run')).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('‘a run’'),
      })
      const metrics = join(folder, 'output', 'test_metrics.npy')
      writeFileSync(metrics, encodeNpy(values, [2, METRIC_KEYS.length]))
      expect(await readUserMetrics(folder, 'a run')).toEqual({ users: positions, keys: METRIC_KEYS, values })
      writeFileSync(metrics, encodeNpy(values.slice(0, 40), [2, 20]))
      const old = await readUserMetrics(folder, 'a run')
      expect(old.keys).toEqual(METRIC_KEYS.slice(0, 20))
      writeFileSync(metrics, encodeNpy(values.slice(METRIC_KEYS.length), [1, METRIC_KEYS.length]))
      await expect(readUserMetrics(folder, 'a run')).rejects.toMatchObject({ code: 'BAD_INPUT' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
