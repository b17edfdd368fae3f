import { expect, it } from 'vitest'
import type { DatasetCounts } from '../contract/catalogue.ts'
import { trainability } from './trainable.ts'

const of = (parts: Pick<DatasetCounts, 'train' | 'validation' | 'test'>) =>
  trainability({ name: 'mugs', counts: { items: 3, users: 2, interactions: 5, images: 0, ...parts } })

it('a data set with all parts lacks nothing', () => {
  expect(of({ train: 3, validation: 1, test: 1 })).toEqual({ obstacle: null, shortcoming: null })
})

it('without a test part runs train, and report their validation alone', () => {
  expect(of({ train: 3, validation: 1, test: 0 })).toEqual({
    obstacle: null,
    shortcoming: '‘mugs’ has no test interactions: runs on it report their validation alone.',
  })
})

it('without training or validation no run can start', () => {
  expect(of({ train: 3, validation: 0, test: 0 })).toEqual({
    obstacle:
      '‘mugs’ has no validation interactions, by which a run chooses its best epoch. Import it again with a split that leaves some in this part.',
    shortcoming: null,
  })
  expect(of({ train: 0, validation: 1, test: 1 }).obstacle).toMatch(/^‘mugs’ has no training interactions/)
})
