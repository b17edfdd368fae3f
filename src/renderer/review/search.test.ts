import { describe, expect, it } from 'vitest'
import { DatasetId } from '#shared/contract/ids.ts'
import { filterOf, narrowingCount, ReviewSearch, searchOf, sortOf, stateOf, viewOf } from './search.ts'

const dataset = DatasetId.parse(3)

describe('review search parameters', () => {
  it('shows what is pending, oldest first, until told otherwise', () => {
    const search = ReviewSearch.parse({})
    expect(stateOf(search)).toBe('pending')
    expect(sortOf(search)).toBe('oldest')
    expect(filterOf(search, dataset)).toEqual({ dataset, states: ['pending'] })
  })

  it('asks for every state with "all"', () => {
    expect(filterOf(ReviewSearch.parse({ state: 'all' }), dataset)).toEqual({ dataset })
  })

  it('passes each filter on', () => {
    const search = ReviewSearch.parse({
      state: 'rejected',
      flag: 'unbalanced',
      generator: 'rule-based',
      category: 'Mugs',
      annotator: ' Ada ',
      search: 'red',
    })
    expect(filterOf(search, dataset)).toEqual({
      dataset,
      states: ['rejected'],
      flag: 'unbalanced',
      generator: 'rule-based',
      category: 'Mugs',
      annotator: 'Ada',
      search: 'red',
    })
    expect(narrowingCount(search)).toBe(4)
  })

  it('narrows the queue to chosen proposals', () => {
    const search = ReviewSearch.parse({ only: '3_1' })
    expect(filterOf(search, dataset)).toEqual({ dataset, states: ['pending'], proposals: [3, 4] })
    expect(narrowingCount(search)).toBe(1)
  })

  it('shows a view again as it was saved, whatever is shown now', () => {
    for (const saved of [
      {},
      { state: 'all', sort: 'random' },
      {
        state: 'rejected',
        flag: 'unbalanced',
        generator: 'rule-based',
        category: 'Mugs',
        annotator: 'Ada',
        search: 'red',
        only: '3_1',
        sort: 'hardest',
      },
    ]) {
      const search = ReviewSearch.parse(saved)
      const { filter, sort } = viewOf(search)
      const again = { ...ReviewSearch.parse({ flag: 'repaired', sort: 'newest' }), ...searchOf(filter, sort) }
      expect(filterOf(again, dataset)).toEqual(filterOf(search, dataset))
      expect(sortOf(again)).toBe(sortOf(search))
    }
  })

  it('opens an address that it cannot read in part', () => {
    const search = ReviewSearch.parse({
      state: 'maybe',
      flag: 7,
      sort: '',
      proposal: 'x',
      only: '1__2',
      search: 2001,
    })
    expect(search).toEqual({ search: '2001' })
  })
})
