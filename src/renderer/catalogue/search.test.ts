import { expect, it } from 'vitest'
import { CatalogueSearch, itemFilter } from './search.ts'

it('opens an address with parts that make no sense', () => {
  const search = CatalogueSearch.parse({ view: 'cube', sort: 3, item: 'x', picture: 'with', search: 1984 })
  expect(search).toEqual({ picture: 'with', search: '1984' })
})

it('asks the engine for what is filtered, and for nothing else', () => {
  expect(itemFilter({ view: 'table', search: '  ', category: 'Drama', proposals: 'without' })).toEqual({
    category: 'Drama',
    proposals: 'without',
  })
})
