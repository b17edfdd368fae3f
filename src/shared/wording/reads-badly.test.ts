import { describe, expect, it } from 'vitest'
import { findOccurrences } from './occurrences.ts'
import { roughPlaces } from './reads-badly.ts'
import { writeValues } from './write-values.ts'

function rough(text: string, words: string, value: string) {
  const writing = writeValues(text, findOccurrences(text, [{ words: [words] }]), [{ name: 'x', value }])
  return roughPlaces(writing).map(({ start, end }) => writing.text.slice(start, end))
}

describe('a place is doubted', () => {
  it.each([
    [
      'where a plural stands after "this"',
      'Get this shoe with laces',
      'shoe',
      'boots',
      ['Get this boots with'],
    ],
    ['where a verb is for one', 'The shoe is light', 'shoe', 'boots', ['The boots is']],
    ['where a singular stands after "these"', 'These boots are warm', 'boots', 'scarf', ['These scarf are']],
    ['where a word comes twice', 'a dark red mug', 'red', 'dark blue', ['a dark dark blue mug']],
    [
      'wherever endings change',
      'Ein roter Pullover für die Frau, mit dem Hemd',
      'roter',
      'blaue',
      ['Ein blaue Pullover'],
    ],
  ])('%s', (_, text, words, value, phrases) => {
    expect(rough(text, words, value)).toEqual(phrases)
  })

  it.each([
    ['an adjective', 'a red mug for the kitchen', 'red', 'blue'],
    ['a noun before its head', 'a running shoe', 'running', 'sports'],
    ['an article that was put right', 'a red mug', 'red', 'orange'],
    ['a script without endings', '这是红色的鞋', '红色', '蓝色'],
  ])('not for %s', (_, text, words, value) => {
    expect(rough(text, words, value)).toEqual([])
  })

  it('with its sentence alone', () => {
    const text = 'Nice. The shoe is light! Buy it.\nNow.'
    const writing = writeValues(text, findOccurrences(text, [{ words: ['shoe'] }]), [
      { name: 'x', value: 'boots' },
    ])
    expect(roughPlaces(writing).map(({ sentence }) => sentence)).toEqual(['The boots is light!'])
  })
})
