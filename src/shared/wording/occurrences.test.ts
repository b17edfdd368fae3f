import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findOccurrences } from './occurrences.ts'

const found = (text: string, ...words: string[]) =>
  findOccurrences(text, [{ words }]).map(({ start, end }) => text.slice(start, end))
const ambiguous = (text: string, words: string) =>
  findOccurrences(text, [{ words: [words] }]).map((one) => one.ambiguous)

describe('occurrences of words', () => {
  it.each([
    ['apart from case', 'Red mug, RED lid, red cup', 'red', ['Red', 'RED', 'red']],
    ['as whole words', 'A red mug, reddish, credit, bored', 'red', ['red']],
    [
      'in plural and singular',
      'A running shoe of two running shoes',
      'running shoes',
      ['running shoe', 'running shoes'],
    ],
    ['with an irregular plural', 'Men’s coat for a man', 'man', ['Men', 'man']],
    ['without their possessive', "A child's toy", "child's", ['child']],
    ['over other space and hyphens', 'sci-fi, sci\nfi, sci  fi', 'sci fi', ['sci-fi', 'sci\nfi', 'sci  fi']],
    ['in either apostrophe', 'rock’n roll', "rock'n roll", ['rock’n roll']],
    ['composed or decomposed', 'Cafe\u0301 noir', 'café', ['Cafe\u0301']],
    ['without spaces where a script has none', '这是红色的鞋', '红色', ['红色']],
    ['with what a pattern would read', 'C++ (2nd) for C', 'C++', ['C++']],
  ])('are found %s', (_, text, words, expected) => {
    expect(found(text, words)).toEqual(expected)
  })

  it('are none where the words are not, or hold no letter', () => {
    expect(found('A red mug', 'blue')).toEqual([])
    expect(found('A red, red mug', ',')).toEqual([])
  })

  it('give the longer words the place', () => {
    const text = 'stainless steel and steel'
    const attributes = [{ words: ['steel'] }, { words: ['stainless steel'] }]
    expect(findOccurrences(text, attributes).map(({ start, attribute }) => [start, attribute])).toEqual([
      [0, 1],
      [20, 0],
    ])
  })

  it('tell how they differ in number from the words', () => {
    const numbers = findOccurrences('boot, boots', [{ words: ['boots'] }]).map(({ number }) => number)
    expect(numbers).toEqual(['to-singular', 'none'])
  })

  it.each([
    ['a compound', 'A red-hot oven', 'red', [true]],
    ['a name', 'With the voice of Red Dawn in red', 'red', [true, false]],
    ['a short title that may be a name', 'Red Dawn (1984)', 'red', [true]],
    ['a headline, where capitals say nothing', 'Light Red Running Shoe For Women', 'red', [false]],
    ['the first word of a sentence', 'Nice. Red and warm.', 'red', [false]],
    ['words that were named with their capital', 'The film Red Dawn', 'Red Dawn', [false]],
  ])('are ambiguous or not in %s', (_, text, words, expected) => {
    expect(ambiguous(text, words)).toEqual(expected)
  })
})

const word = fc.constantFrom(
  'red',
  'Red',
  'mug',
  'mugs',
  'steel',
  'stainless steel',
  'a',
  'of',
  'über',
  'café',
  '-',
  "'s",
  '红色',
  '.',
)
const text = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '', '\n', ', ', '-')))
  .map((parts) => parts.flat().join(''))
const attributes = fc.array(fc.record({ words: fc.array(word, { minLength: 1, maxLength: 3 }) }), {
  maxLength: 4,
})

describe('the spans of any text', () => {
  it('are in order, do not overlap, and hold a form of a word that was asked for', () => {
    fc.assert(
      fc.property(text, attributes, (given, wanted) => {
        let end = 0
        for (const one of findOccurrences(given, wanted)) {
          expect(one.start).toBeGreaterThanOrEqual(end)
          expect(one.end).toBeGreaterThan(one.start)
          end = one.end
          const surface = given.slice(one.start, one.end).toLowerCase()
          const named = (wanted[one.attribute]?.words ?? []).map((words) => words.toLowerCase())
          const forms = named.flatMap((words) => [words, `${words}s`, `${words}es`, words.replace(/s$/, '')])
          expect(
            forms.some((form) => form.replaceAll(/[\s-]+/g, ' ') === surface.replaceAll(/[\s-]+/g, ' ')),
          ).toBe(true)
        }
      }),
    )
  })

  it('leave nothing behind: what is found no more once they are taken out stood nowhere else', () => {
    fc.assert(
      fc.property(text, attributes, (given, wanted) => {
        const spans = findOccurrences(given, wanted)
        const rest = spans.reduceRight(
          (left, { start, end }) => `${left.slice(0, start)}#${left.slice(end)}`,
          given,
        )
        expect(findOccurrences(rest, wanted)).toEqual([])
      }),
    )
  })
})
