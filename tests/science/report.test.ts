import { expect, it } from 'vitest'
import { describeResults } from './report.ts'
import { madeUpResult } from './testing/made-up-result.ts'

it('says that there is nothing yet', () => {
  expect(describeResults([])).toBe('There are no results yet.')
  expect(describeResults([madeUpResult({ test: null })])).toBe('There are no results yet.')
})

it('shows arms by worlds, each world with the mean of its seeds', () => {
  const text = describeResults([
    madeUpResult({ seed: 11, recall: 0.2 }),
    madeUpResult({ seed: 11, trainingSeed: 2, recall: 0.3 }),
    madeUpResult({ seed: 12, recall: 0.35 }),
    madeUpResult({ world: 'cold', arm: 'content-lightgcn', recall: 0.1 }),
  ])
  expect(text).toContain('| arm | shop | cold |')
  expect(text).toContain('| LightGCN | 300 | - |')
  expect(text).toContain('| Content LightGCN (the baseline) | - | 100 |')
})

it('takes the last of trainings that were made with several settings', () => {
  const again = madeUpResult({ recall: 0.4, settings: { model: 'lightgcn', learningRate: 0.01 } })
  expect(describeResults([madeUpResult({ recall: 0.2 }), again])).toContain('| LightGCN | 400 |')
})

it('shows the movies apart, with the spread over training seeds', () => {
  const text = describeResults([
    madeUpResult({ world: 'movies', seed: 1, recall: 0.2 }),
    madeUpResult({ world: 'movies', seed: 1, trainingSeed: 2, recall: 0.3 }),
    madeUpResult({ world: 'movies', seed: 1, arm: 'lightgcn-dns', recall: 0.25 }),
  ])
  expect(text).not.toContain('Arms by worlds')
  expect(text).toContain('| LightGCN | 0.2500 ± 0.0707 | 0.1250 ± 0.0354 | 0.5000 ± 0.0000 |')
  expect(text).toContain('| LightGCN, sampler dns | 0.2500 |')
})
