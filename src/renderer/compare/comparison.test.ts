import { describe, expect, it } from 'vitest'
import { DatasetId, RunId } from '#shared/contract/ids.ts'
import type { Comparison, PairedTest, Run } from '#shared/contract/runs.ts'
import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import { configDifferences } from './config-differences.ts'
import { comparisonTable, metricRows, rowsAt } from './metric-rows.ts'
import { outcomeOf, verdictSentence } from './verdict.ts'

const run = (id: number, config: Partial<AssignedSettings>, snapshotName: string | null = null): Run => ({
  id: RunId.parse(id),
  name: `run ${id}`,
  dataset: DatasetId.parse(1),
  datasetName: 'Movies',
  snapshot: null,
  snapshotName,
  config: configFrom({ model: 'lightgcn', ...config }),
  state: 'finished',
  createdAt: 0,
  startedAt: 0,
  finishedAt: 1,
  customName: null,
  tags: [],
  notes: '',
  trainedSeconds: 1,
  backend: 'wasm',
  device: 'CPU',
  reason: null,
  epoch: 5,
  loss: 0.1,
  bestEpoch: 3,
  secondsPerEpoch: 1,
  validation: {},
  test: {},
  version: '0.1.0',
})

const test: PairedTest = {
  metric: 'recall@20',
  users: 597,
  meanDifference: 0.0123,
  t: 3,
  p: 0.003,
  interval: [0.004, 0.02],
}

const comparison: Comparison = {
  runs: [run(1, {}), run(2, { seed: 2 }), run(3, { model: 'neggen' }, 'Round one')],
  groups: [
    {
      label: 'LightGCN',
      runs: [RunId.parse(1), RunId.parse(2)],
      mean: { 'recall@20': 0.1, 'gini@20': 0.8, 'recall@5': 0.05 },
      deviation: { 'recall@20': 0.01, 'gini@20': 0.01, 'recall@5': 0 },
    },
    {
      label: 'NegGen',
      runs: [RunId.parse(3)],
      mean: { 'recall@20': 0.1123, 'gini@20': 0.7, 'recall@5': 0.04 },
      deviation: { 'recall@20': 0, 'gini@20': 0, 'recall@5': 0 },
    },
  ],
  tests: [{ first: 'LightGCN', second: 'NegGen', tests: [test] }],
}

describe('metric table', () => {
  const rows = metricRows(comparison)

  it('has the ranking metrics in their usual order, then the others', () => {
    expect(rows.map((row) => row.label)).toEqual(['Recall@5', 'Recall@20', 'Gini@20'])
    expect(rowsAt(rows, 20).map((row) => row.key)).toEqual(['recall@20', 'gini@20'])
  })

  it('marks the best value, which is the lowest for Gini', () => {
    expect(rows.map((row) => row.cells.map((cell) => cell.best))).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ])
  })

  it('calls nothing the best where the digits shown are equal', () => {
    const groups = comparison.groups.map((group, place) => ({
      ...group,
      mean: { 'map@5': 0.5 + place * 1e-6 },
    }))
    const [row] = metricRows({ ...comparison, groups })
    expect(row?.cells.map((cell) => cell.best)).toEqual([false, false])
  })

  it('gives a deviation only where there are several seeds', () => {
    expect(rows[1]?.cells.map((cell) => cell.deviation)).toEqual([0.01, null])
  })

  it('has the test against the first group where there is one', () => {
    expect(rows.map((row) => row.cells[1]?.test)).toEqual([null, test, null])
  })

  it('is exported with every number', () => {
    const { header, rows: lines } = comparisonTable(comparison)
    expect(header.slice(0, 4)).toEqual(['metric', 'LightGCN mean', 'LightGCN std', 'LightGCN runs'])
    expect(lines[1]).toEqual(['recall@20', 0.1, 0.01, 2, 0.1123, null, 1, 0.0123, 0.004, 0.02, 3, 0.003, 597])
    expect(new Set([header, ...lines].map((line) => line.length))).toEqual(new Set([13]))
  })
})

describe('verdict', () => {
  it('says who is better, by how much, and how sure that is', () => {
    expect(verdictSentence('LightGCN', 'NegGen', test)).toBe(
      'NegGen is better than LightGCN on Recall@20: +0.0123, p = 0.003, 597 users.',
    )
    expect(verdictSentence('LightGCN', 'NegGen', { ...test, meanDifference: -0.0123, p: 1e-9 })).toBe(
      'NegGen is worse than LightGCN on Recall@20: −0.0123, p < 0.001, 597 users.',
    )
  })

  it('claims nothing without significance', () => {
    expect(verdictSentence('LightGCN', 'NegGen', { ...test, p: 0.05 })).toBe(
      'No significant difference between NegGen and LightGCN on Recall@20: +0.0123, p = 0.050, 597 users.',
    )
    expect(outcomeOf({ ...test, p: Number.NaN })).toBe('undecided')
  })

  it('counts a lower Gini index as better', () => {
    expect(outcomeOf({ ...test, metric: 'gini@20', meanDifference: -0.1 })).toBe('better')
  })
})

describe('config differences', () => {
  it('lists the settings that differ by group, the seed last', () => {
    expect(configDifferences(comparison)).toEqual([
      { setting: 'snapshot', values: ['none', 'Round one'] },
      { setting: 'model', values: ['lightgcn', 'neggen'] },
      { setting: 'seed', values: ['1, 2', '1'] },
    ])
  })

  it('shows a dash for what a model does not have, and compares the others', () => {
    const three = {
      ...comparison,
      runs: [run(1, { layers: 2 }), run(2, { layers: 3 }), run(3, { model: 'popularity' })],
    }
    const differences = configDifferences(three)
    expect(differences).toContainEqual({ setting: 'layers', values: ['2, 3', '–'] })
    expect(differences.map(({ setting }) => setting)).toEqual(['model', 'layers'])
  })

  it('finds settings that only later runs have', () => {
    const dns = { sampler: 'dns' } as const
    const runs = [run(1, {}), run(2, { ...dns, candidates: 4 }), run(3, { ...dns, candidates: 8 })]
    expect(configDifferences({ ...comparison, runs })).toEqual([
      { setting: 'sampler', values: ['uniform, dns', 'dns'] },
      { setting: 'candidates', values: ['4', '8'] },
    ])
  })

  it('lists nothing for equal runs or none', () => {
    const equal = { ...comparison, runs: [run(1, {}), run(2, {}), run(3, {})] }
    expect(configDifferences(equal)).toEqual([])
    expect(configDifferences({ runs: [], groups: [], tests: [] })).toEqual([])
  })
})
