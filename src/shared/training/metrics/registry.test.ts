import { expect, it } from 'vitest'
import { CUTOFFS, keysOfColumns, METRIC_KEYS } from '../metrics.ts'
import { compareKeys, isLowerBetter, metricHelp, metricLabel, metrics } from './registry.ts'

it('names, sorts and explains the keys of every metric', () => {
  const names = metrics.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const keys = names.flatMap((name) => CUTOFFS.map((cutoff) => `${name}@${cutoff}`))
  expect(['unheard@5', ...keys.toReversed()].toSorted(compareKeys)).toEqual([...keys, 'unheard@5'])
  for (const key of keys) expect(metricHelp(key)).toMatch(/\. .+\.$/)
  expect(metricLabel('hitrate@10')).toBe('Hit rate@10')
  expect(metricLabel('unheard@5')).toBe('unheard@5')
  expect(keys.filter(isLowerBetter)).toEqual(CUTOFFS.map((cutoff) => `gini@${cutoff}`))
})

it('reads the columns of older files as the first keys, and no other number of columns', () => {
  expect(keysOfColumns(20)).toEqual(METRIC_KEYS.filter((key) => !key.startsWith('mrr')))
  expect(keysOfColumns(METRIC_KEYS.length)).toEqual(METRIC_KEYS)
  expect(keysOfColumns(21)).toBeNull()
})
