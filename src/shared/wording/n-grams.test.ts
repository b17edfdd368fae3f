import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nGrams } from './n-grams.ts'

it('lists runs of words as they stand, without function words at their ends', () => {
  expect(nGrams('Light red shoe. For rocky paths', 99)).toEqual([
    'Light',
    'Light red',
    'Light red shoe',
    'red',
    'red shoe',
    'shoe',
    'rocky',
    'rocky paths',
    'paths',
  ])
})

it('lists none where there are too many', () => {
  expect(nGrams('one two three four', 8)).toBeNull()
  expect(nGrams('one two three four', 9)).toHaveLength(9)
})

it.each([
  '軽い赤いランニングシューズ。岩の多い道に',
  'Sneaker รองเท้าวิ่งสีแดง',
  'It is for this and that.',
  '…',
])('lists none of a text whose words are not to be told apart or name nothing: %s', (text) =>
  expect(nGrams(text, 99)).toBeNull(),
)

it('lists what stands in the text, of any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const run of nGrams(text, 500) ?? []) expect(text).toContain(run)
    }),
  )
})
