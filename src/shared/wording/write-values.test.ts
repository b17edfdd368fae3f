import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findOccurrences } from './occurrences.ts'
import { writeValues } from './write-values.ts'

function write(text: string, words: string, value: string) {
  return writeValues(text, findOccurrences(text, [{ words: [words] }]), [{ name: 'x', value }])
}

describe('a new value', () => {
  it.each([
    ['the case', 'Red mug, RED lid, red cup', 'red', 'blue', 'Blue mug, BLUE lid, blue cup'],
    ['lower case where the model wrote a capital', 'a red cup', 'red', 'Blue', 'a blue cup'],
    ['capitals of its own', 'a red cup', 'red', 'USB', 'a USB cup'],
    [
      'a headline',
      'Light Red Running Shoe For Women',
      'red',
      'dark blue',
      'Light Dark Blue Running Shoe For Women',
    ],
    ['the number', 'One boot of two boots', 'boots', 'sandals', 'One sandal of two sandals'],
    [
      'an irregular number',
      'a shirt for men, cut for a man',
      'men',
      'women',
      'a shirt for women, cut for a woman',
    ],
    [
      'an article',
      'a red cup, A red one, an old red one',
      'red',
      'orange',
      'an orange cup, An orange one, an old orange one',
    ],
    ['the sound of an article', 'an eager dog of an hour', 'eager', 'unique', 'a unique dog of an hour'],
    ['a possessive', "the boy's coat", 'boy', 'girls', "the girls' coat"],
  ])('follows %s', (_, text, words, value, expected) => {
    expect(write(text, words, value).text).toBe(expected)
  })

  it('is masked by name where it stood', () => {
    expect(write('A red cup, red-brown', 'red', 'blue').masked).toBe('A [MASK:x] cup, [MASK:x]-brown')
  })

  it('leaves an article of another language alone', () => {
    const text = 'Los zapatos y el color para el verano, de oro a plata'
    expect(write(text, 'plata', 'oro viejo').text).toBe(
      'Los zapatos y el color para el verano, de oro a oro viejo',
    )
  })
})

const words = fc.constantFrom(
  'red',
  'Red',
  'mug',
  'mugs',
  'a',
  'an',
  'A',
  'of',
  'an old',
  'café',
  "red's",
  'eager',
  '红色',
)
const text = fc
  .array(fc.tuple(words, fc.constantFrom(' ', '\n', ', ', '. ', '-')), { maxLength: 30 })
  .map((parts) => parts.flat().join(''))
const value = fc.constantFrom('blue', 'orange', 'cups', 'USB', 'dark green')

/** An article that stands right before a place, and a possessive right behind it: all that may change beside it. */
const neighbours = (literal: string) =>
  literal.replace(/^['’]s?/u, '').replace(/(?<![\p{L}'’-])an?(\s+)$/iu, 'a$1')

describe('the writing of any text', () => {
  it('changes nothing but the spans, an article before them and a possessive behind', () => {
    fc.assert(
      fc.property(text, value, value, (given, first, second) => {
        const occurrences = findOccurrences(given, [{ words: ['red'] }, { words: ['eager', 'mug'] }])
        const named = [
          { name: 'x', value: first },
          { name: 'y', value: second },
        ]
        const { text: written, values } = writeValues(given, occurrences, named)
        expect(values).toHaveLength(occurrences.length)
        let before = 0
        let after = 0
        for (const { occurrence, start, end, surface, old } of values) {
          expect(given.slice(occurrence.start, occurrence.end)).toBe(old)
          expect(written.slice(start, end)).toBe(surface)
          expect(neighbours(written.slice(after, start))).toBe(
            neighbours(given.slice(before, occurrence.start)),
          )
          before = occurrence.end
          after = end
        }
        expect(neighbours(written.slice(after))).toBe(neighbours(given.slice(before)))
      }),
    )
  })

  it('gives the text back where each mask gets what stood there', () => {
    fc.assert(
      fc.property(text, (given) => {
        const occurrences = findOccurrences(given, [{ words: ['red', 'mug'] }])
        const { masked } = writeValues(given, occurrences, [{ name: 'x', value: 'blue' }])
        const olds = occurrences.map(({ start, end }) => given.slice(start, end))
        expect(masked.replaceAll('[MASK:x]', () => olds.shift() ?? '')).toBe(given)
      }),
    )
  })
})
