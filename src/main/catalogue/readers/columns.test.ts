import { describe, expect, it } from 'vitest'
import { guessColumns, interactionColumns, itemColumns } from './columns.ts'

describe('columns are recognised', () => {
  it.for([
    [
      ['userId', 'movieId', 'rating', 'timestamp'],
      ['user', 'item', 'rating', 'timestamp'],
    ],
    [
      ['reviewerID', 'asin', 'overall', 'unixReviewTime'],
      ['user', 'item', 'rating', 'timestamp'],
    ],
    [
      ['userID', 'itemID', 'rating', 'timestamp', 'x_label'],
      ['user', 'item', 'rating', 'timestamp', 'split'],
    ],
    [
      ['user_id', 'asin', 'parent_asin', 'stars', 'date'],
      ['user', 'ignore', 'item', 'rating', 'timestamp'],
    ],
    [
      ['uid', 'iid', 'score', 'time', 'fold'],
      ['user', 'item', 'rating', 'timestamp', 'split'],
    ],
  ])('of interactions: %s', ([columns, fields]) => {
    const guessed = guessColumns(columns ?? [])
    expect(guessed.role).toBe('interactions')
    expect(Object.values(guessed.interactionMapping)).toEqual(fields)
  })

  it.for([
    [
      ['itemId', 'title', 'genres', 'description', 'image'],
      ['id', 'title', 'category', 'description', 'image'],
    ],
    [
      ['asin', 'parent_asin', 'main_category', 'categories'],
      ['attribute', 'id', 'category', 'attribute'],
    ],
    [
      ['sku', 'Name', 'Overview', 'poster_path', 'price'],
      ['id', 'title', 'description', 'image', 'attribute'],
    ],
    [
      ['item_id', 'plot', 'picture', 'images', 'column 5'],
      ['id', 'description', 'image', 'ignore', 'ignore'],
    ],
  ])('of items: %s', ([columns, fields]) => {
    const guessed = guessColumns(columns ?? [])
    expect(guessed.role).toBe('items')
    expect(Object.values(guessed.itemMapping)).toEqual(fields)
  })
})

describe('a mapping that does not fit the file is refused', () => {
  it('when a field that is needed has no column', () => {
    expect(() => itemColumns('i.csv', ['title', 'price'], undefined)).toThrow(/no column for the item id/)
    expect(() => interactionColumns('r.csv', ['user', 'rating'], undefined)).toThrow(/item id/)
  })
  it('when it names a column that is not there', () => {
    expect(() => itemColumns('i.csv', ['id'], { key: 'id' })).toThrow('no column "key"')
  })
  it('when two columns claim one field', () => {
    expect(() => itemColumns('i.csv', ['a', 'b'], { a: 'id', b: 'id' })).toThrow('not "a" and "b"')
  })
})
