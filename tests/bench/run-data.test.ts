import { describe, expect, it } from 'vitest'
import { moviesOrSampleShop, parseInter } from './run-data.ts'

describe("the movies' interactions", () => {
  it('are read by the names of the columns', () => {
    const text = 'itemID\tuserID\tx_label\trating\n7\t0\t0\t4.5\n3\t1\t2\t1.0\r\n2\t1\t1\t5.0\n'
    expect(parseInter(text)).toEqual({
      users: 2,
      items: 8,
      training: Int32Array.of(0, 7),
      validation: Int32Array.of(1, 2),
      test: Int32Array.of(1, 3),
    })
  })

  it.each([
    ['without a column', 'userID\titemID\n1\t2', 'does not name'],
    ['with an unknown split', 'userID\titemID\tx_label\n1\t2\t3', 'Line 2'],
    ['with a word for a number', 'userID\titemID\tx_label\n1\t2\t0\nx\t2\t0', 'Line 3'],
  ])('%s are refused', (_, text, message) => {
    expect(() => parseInter(text)).toThrow(message)
  })
})

it('where there are no movies, the sample shop takes their place by its name', async () => {
  const data = await moviesOrSampleShop('/nowhere/at/all')
  expect(data.name).toBe('Sample shop (synthetic)')
  expect([data.users, data.items]).toEqual([600, 320])
  expect(data.test).toHaveLength(2 * data.users)
  expect(data.validation).toHaveLength(2 * data.users)
  expect(data.training.length).toBeGreaterThan(2 * data.users)
})
