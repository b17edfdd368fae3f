import { describe, expect, it } from 'vitest'
import { columnsFor, moveTo, PAGE_SIZE, pagesOf, reachableRows } from './item-pages.ts'

describe('pagesOf', () => {
  it('names the pages that a window touches', () => {
    expect(pagesOf(0, 10, 1000)).toEqual([0])
    expect(pagesOf(PAGE_SIZE - 1, PAGE_SIZE, 1000)).toEqual([0, 1])
    expect(pagesOf(PAGE_SIZE * 3, PAGE_SIZE * 4 - 1, 100_000)).toEqual([3])
  })
  it('asks for nothing beyond the end, and nothing of an empty list', () => {
    expect(pagesOf(0, 500, 50)).toEqual([0])
    expect(pagesOf(0, 20, 0)).toEqual([])
  })
})

describe('moveTo', () => {
  const move = (key: string, index: number) => moveTo(key, index, 10, 4, 2)
  it('moves by one, by a row and by a screen', () => {
    expect(move('ArrowRight', 3)).toBe(4)
    expect(move('ArrowDown', 1)).toBe(5)
    expect(move('PageDown', 0)).toBe(8)
    expect(move('End', 2)).toBe(9)
    expect(move('Home', 7)).toBe(0)
  })
  it('stops at the edges', () => {
    expect(move('ArrowLeft', 0)).toBe(0)
    expect(move('ArrowUp', 2)).toBe(2)
    expect(move('ArrowDown', 7)).toBe(7)
    expect(move('PageDown', 5)).toBe(9)
  })
  it('leaves other keys, and an empty list, alone', () => {
    expect(move('a', 0)).toBeNull()
    expect(moveTo('ArrowDown', 0, 0, 4, 2)).toBeNull()
  })
})

it('always has a column', () => {
  expect(columnsFor(100, 150, 12)).toBe(1)
  expect(columnsFor(312, 150, 12)).toBe(2)
})

it('scrolls through 100,000 rows, and not through more than a browser can draw', () => {
  expect(reachableRows(100_000, 44)).toBe(100_000)
  expect(reachableRows(10_000_000, 50)).toBe(300_000)
})
