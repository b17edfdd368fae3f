import { describe, expect, it } from 'vitest'
import { type FilePreview, ImportRequest } from '#shared/contract/imports.ts'
import {
  EMPTY_FORM,
  type ImportForm,
  importProblems,
  importRequest,
  pictureRoot,
  suggestedName,
} from './import-form.ts'

const items: FilePreview = {
  path: '/data/movies/items.csv',
  format: 'csv',
  bytes: 1,
  columns: ['itemId', 'title', 'poster'],
  rows: [['1', 'Heat', 'images/1.jpg']],
  role: 'items',
  itemMapping: { itemId: 'id', title: 'title', poster: 'image' },
  interactionMapping: {},
}
const interactions: FilePreview = {
  ...items,
  path: '/data/movies/ratings.csv',
  columns: ['user', 'item'],
  rows: [['u', '1']],
  role: 'interactions',
  itemMapping: {},
  interactionMapping: { user: 'user', item: 'item' },
}
const form: ImportForm = { ...EMPTY_FORM, name: 'Movies', items: items.path, interactions: interactions.path }

describe('importProblems', () => {
  it('lets a complete form through', () => {
    expect(importProblems(form, { items, interactions })).toEqual([])
  })
  it('says what is missing', () => {
    expect(importProblems(EMPTY_FORM, { items: null, interactions: null })).toHaveLength(3)
  })
  it('sees a column that a person took away, or gave twice', () => {
    const changed: ImportForm = { ...form, itemMapping: { itemId: 'title' } }
    expect(importProblems(changed, { items, interactions })).toEqual([
      'Items: No column is the id.',
      'Items: More than one column is the title.',
    ])
  })
  it('adds up the shares, where they count', () => {
    const odd: ImportForm = { ...form, ratios: [80, 10, 5] }
    expect(importProblems(odd, { items, interactions })).toHaveLength(1)
    expect(importProblems({ ...odd, split: 'leave-one-out' }, { items, interactions })).toEqual([])
  })
  it('needs no items file, and no columns, for a layout that has its own', () => {
    const facts = { needsItems: false, mapsColumns: false }
    expect(importProblems({ ...form, items: '' }, { items: null, interactions }, facts)).toEqual([])
  })
})

describe('importRequest', () => {
  it('is what the contract takes, with the guesses and what was changed', () => {
    const request = importRequest(
      { ...form, interactionMapping: { item: 'ignore' }, minimumRating: 4, split: 'ratio' },
      { items, interactions },
    )
    expect(ImportRequest.parse(request)).toMatchObject({
      format: 'csv',
      itemMapping: items.itemMapping,
      interactionMapping: { user: 'user', item: 'ignore' },
      minimumRating: 4,
      ratios: [0.8, 0.1, 0.1],
    })
  })
})

describe('pictureRoot', () => {
  it('steps out of a folder that the column names itself', () => {
    expect(pictureRoot('/data/movies/images/', form, items)).toBe('/data/movies')
    expect(pictureRoot('/data/movies', form, items)).toBe('/data/movies')
    expect(pictureRoot('C:\\movies\\images', form, items)).toBe('C:\\movies')
  })
})

it('suggests a name that says something', () => {
  expect(suggestedName('/data/movies/items.csv')).toBe('Movies')
  expect(suggestedName('/uploads/1b4e28ba-2fa1-11d2-883f-0016d3cca427/shoes.jsonl')).toBe('Shoes')
  expect(suggestedName('')).toBe('')
})
